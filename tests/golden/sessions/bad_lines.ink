# Nothing that was entered is lost.
[1,2] -> [2,4]
[1,2] -> [2,5]
[1,,2] -> [3]
[3] -> "x
"
[3]
nonsense(x0)
sort(x0
:
:frobnicate
:exmples
:s
:drop 7
:drop two
:set budget soon
:set bugdet 2s
:solvers nosuch
:domain nosuch
:solve
:program 99999
:load /no/such/file
:examples many
[1,2] -> [2,4] -> [3]
[4] ->
[8]
:examples
[1,2] → [2,1]
[1,2] -> [2,4]
:examples
