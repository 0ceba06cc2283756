# Examples, a question, the program behind the answer.
:set budget none
:set evaluations 300000
[3,1,2] -> [1,2,3]
[9,4,9] -> [4,9,9]
[-1,5,-7] -> [-7,-1,5]
[7,5,6] -> ?
:predict [2,1]
:explain
:trace [9,4]
:program
:type length(x0)
:examples
:drop 2
:examples
:clear
:examples
:history
:quit
this line is never read
