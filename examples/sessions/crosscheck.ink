# Two programs that agree on the examples need not agree elsewhere.
:domain lists
[1,2,3] -> [3,2,1]
[5] -> [5]
reverse(x0)
reverse(sort(x0))
:crosscheck reverse(x0) reverse(sort(x0))
:ask
