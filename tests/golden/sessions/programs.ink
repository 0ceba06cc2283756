# A program runs on the examples; two programs are compared on generated inputs.
[3,1,2] -> [1,2,3]
[2,1] -> [2,1]
sort(x0)
map(x -> 2*x, x0)
x0 = INPUT | x1 = Sort x0
:set checks 200
:crosscheck sort(x0) sort(reverse(x0))
:trace take(2, sort(x0)) [3,1,2]
:explain take(2, sort(x0))
head(filter(x -> x > 100, x0))
:help map
:help sort
