:domain strings
:set budget none
:set evaluations 500000
ada lovelace -> A.L.
grace hopper -> G.H.
alan turing -> ?
"ünïcode tëxt" -> Ü.T.
upper(x0)
:trace upper(x0) alan turing
:domain
:domain lists
:examples
