# Text in, text out.
:domain strings
ada lovelace -> A.L.
grace hopper -> G.H.
alan turing -> ?
:explain
