# What runs neural interpreters is part of the solvers' texts.
:domain sequences
:set engine
:set engine cpu
:set solvers
:set engine
:set engine abacus
:set engine auto
:set solvers
:solvers nli,nli+prior(starts=8)
:set engine cpu
:set solvers
:quit
