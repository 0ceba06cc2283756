# Two examples of what is to be done with twenty digits, and a question. -1 would be a blank.
:domain sequences
:solver enumerate,nli+symbolic
[3,1,4,1,5,9,2,6,5,3,5,8,9,7,9,3,2,3,8,4] -> [5,9,4,3,4,0,8,0,9,6,4,6,7,3,0,6,2,5,2,4]
[2,7,1,8,2,8,1,8,2,8,4,5,9,0,4,5,2,3,5,3] -> [4,6,4,3,6,5,1,0,6,5,9,3,9,2,9,3,9,2,8,3]
[1,4,1,4,2,1,3,5,6,2,3,7,3,0,9,5,0,4,8,8] -> ?
# The same question was answered in two languages. What do the tokens of the second one say?
:explain nli+symbolic
# What every step does, in both: values that both pass through stand in one row.
:trace enumerate nli+symbolic
# Do they do the same elsewhere?
:crosscheck enumerate nli+symbolic
# A program of tokens can be typed as well; one token less is another program.
:crosscheck enumerate <comp-i: 9>
# A program may go from one world into the other.
:crosscheck enumerate reverse(x0) |> <comp-i: 14>
# From here on every run is done by the tokens, too.
:set check nli+symbolic
increment(reverse(x0))
