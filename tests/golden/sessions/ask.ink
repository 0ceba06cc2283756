# One example leaves a choice; :ask finds the inputs that decide.
:set budget none
:set evaluations 100000
[2,1] -> [1,2]
:ask
-> [0,1,3]
:more
[3,2,5] -> ?
