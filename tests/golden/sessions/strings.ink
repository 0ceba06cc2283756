:domain strings
:set budget none
:set evaluations 500000
ada lovelace -> A.L.
grace hopper -> G.H.
alan turing -> ?
"ünïcode tëxt" -> Ü.T.
upper(x0)
:trace upper(x0) alan turing
:trace upper(x0) left(x0, 1) alan turing
:trace 12-05
:trace enumerate#99 alan turing
:domain
:domain lists
:examples
:domain strings
ada lovelace -> A.L.
grace hopper -> G.H.
alan turing -> ?
:why
:why date(x0, "dmy", "yyyy-mm-dd") due 5 March 2024
:as
:as python word(x0, 2)
:as excel upper(left(x0, 1))
:as sql left(x0, 3) ++ "!"
:as sql roman(x0)
:as cobol
:clear
:table data/people.csv
:solve
:table data/people.csv born
:table data/nothing.csv
