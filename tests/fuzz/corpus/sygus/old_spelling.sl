; SyGuS-IF 1.0, as the public track of strings has it: groups without the nonterminals in front, older names.
(set-logic SLIA)
(synth-fun area ((phone String)) String
  ((Start String (ntString))
   (ntString String (phone "-" (str.substr ntString ntInt ntInt) (int.to.str ntInt)))
   (ntInt Int (-1 0 1 3 (+ ntInt ntInt) (str.len ntString) (str.to.int ntString) (str.indexof ntString ntString ntInt)))))
(declare-var phone String)
(constraint (= (area "938-242-504") "938"))
(constraint (= (area "30-853-347") "30"))
(check-synth)
