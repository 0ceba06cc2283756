# Two worlds, and a program between them.
:domain karel
>..1/.x.. -> ...>(1)/.x..
["v.","..","x."] -> [".."
  ,"v.","x."]
>1.x/.... -> ?
:explain
:trace
:more
:crosscheck DEF run m( WHILE c( frontIsClear c) w( move w) m) DEF run m( move m)
DEF run m( move m)
DEF run m( WHILE c( rightIsClear c) w( turnLeft turnRight w) m)
:explain DEF run m( IFELSE c( markersPresent c) i( pickMarker i) ELSE e( REPEAT R=3 r( turnLeft r) e) m)
:trace DEF run m( move move m) >.x
:help statements
:help karel
# What is no world, and no program.
>..1/.x. -> >..1/.x..
>.>/... -> >../...
.../... -> >../...
>.#/... -> >../...
................> -> >
DEF run m( moev m)
DEF run m( REPEAT R=20 r( move r) m)
