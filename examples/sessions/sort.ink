# Two examples, a question, and a look at the program that answers it.
:domain lists
[3,1,2] -> [1,2,3]
[9,4] -> [4,9]
[7,5,6] -> ?
:explain
:trace [7,5,6]
