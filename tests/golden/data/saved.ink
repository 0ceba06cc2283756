# an inkling session: run it with `:replay FILE`
:domain lists
:set budget none
:set evaluations 100000
:solvers enumerate
[1,2] -> [2,4]
[5,0,7] -> [10,0,14]
[-3] -> ?
