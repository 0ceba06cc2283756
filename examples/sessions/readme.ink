# The session of the README.
:domain lists
[3,1,2] -> [1,2,3]
[9,4] -> [4,9]
[7,5,6] -> ?
:explain
:domain strings
ada lovelace -> A.L.
grace hopper -> G.H.
alan turing -> ?
