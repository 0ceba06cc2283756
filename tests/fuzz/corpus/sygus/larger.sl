; Without a grammar: every function of the logic may be used.
(set-logic LIA)
(synth-fun larger ((a Int) (b Int)) Int)
(constraint (= (larger 1 2) 2))
(constraint (= (larger 5 3) 5))
(constraint (= (larger 4 9) 9))
(constraint (= (larger 7 0) 7))
(constraint (= (larger (- 3) (- 8)) (- 3)))
(check-synth)
