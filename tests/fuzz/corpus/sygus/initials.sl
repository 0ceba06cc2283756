; Initials of two names, in the grammar that problems on strings usually have.
(set-logic SLIA)
(synth-fun initials ((name String)) String
  ((Start String) (S String) (I Int))
  ((Start String (S))
   (S String (name " " "." (str.++ S S) (str.at S I) (str.substr S I I) (str.replace S S S)))
   (I Int (0 1 2 (+ I I) (- I I) (str.len S) (str.indexof S S I)))))
(constraint (= (initials "Ada Lovelace") "A.L."))
(constraint (= (initials "Alan Turing") "A.T."))
(constraint (= (initials "Kurt Goedel") "K.G."))
(check-synth)
