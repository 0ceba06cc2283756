# A second language of the domain of strings, named hnps.
:domain strings
:set budget none
:set evaluations 100000
"Ada Lovelace, 1815" -> Ada.
"Grace Hopper, 1906" -> Grace.
:solvers bustle(prune=true)
"Alan Turing, 1912" -> ?
:explain
:trace Concat c( SubStr s( Regex r( Propcase 1 Start r) Regex r( "," 0 Start r) s) ConstStr k( "!" k) c) "Alan Turing, 1912"
:trace Concat c( SubStr s( Regex r( Num 2 Start r) ConstPos p( -1 p) s) c) "Alan Turing, 1912"
:crosscheck Concat c( SubStr s( ConstPos p( 0 p) ConstPos p( 3 p) s) c) slice(x0, 0, 3)
:crosscheck Concat c( SubStr s( ConstPos p( 0 p) ConstPos p( 3 p) s) c), slice(x0, 0, 3)
:crosscheck Concat c( SubStr s( ConstPos p( 0 p) ConstPos p( 3 p) s) c)
:explain Concat c( SubStr s( Regex r( Propcase 4 Start r) ConstPos p( -1 p) s) c)
:explain @single Concat c( ConstPos p( 3 p) c)
:as python bustle
:help Propcase
:help hnps
