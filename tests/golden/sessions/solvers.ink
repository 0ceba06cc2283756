# Choosing, comparing, settings.
:seed 7
:set evaluations 300000
:set budget none
:set checks 100
:set threads 2
:set
:unset threads
:time off
[1,2] -> [2]
[5,6,7] -> [6,7]
[4] -> []
:solve enumerate seed=3
:compare enumerate,constant
:crosscheck enumerate tail(x0)
:solvers
:help constant
:help solve
:unset solvers
