"""Everyday tasks with lists, made up: what people ask of a row of numbers. See bench/everyday."""

import math


def runs(x):
    """Equal neighbours together."""
    found = []
    for v in x:
        if found and found[-1][0] == v:
            found[-1].append(v)
        else:
            found.append([v])
    return found


def kinds(rng, later=False):
    """By name: what draws the inputs of a row, and what makes the output of them."""

    def L(low=-9, high=20, least=3, most=7):
        return [rng.randint(low, high) for _ in range(rng.randint(least, most))]

    def P(least=3, most=7):
        return L(1, 30, least, most)

    def D():
        return L(0, 4, 4, 8)

    def N():
        return [L(0, 9, 1, 4) for _ in range(rng.randint(2, 4))]

    def RECT():
        width = rng.randint(2, 3)
        return [L(0, 9, width, width) for _ in range(rng.randint(2, 4))]

    of_one = {
        "is-sorted": (lambda:(sorted(L()) if rng.random()<.5 else L()),lambda x:x==sorted(x)),
        "argmax": (L,lambda x:x.index(max(x))),
        "argmin": (L,lambda x:x.index(min(x))),
        "distinct": (D,lambda x:len(set(x))),
        "uniq": (D,lambda x:list(dict.fromkeys(x))),
        "mult3": (P,lambda x:[v for v in x if v%3==0]),
        "even": (P,lambda x:[v for v in x if v%2==0]),
        "odd-count": (P,lambda x:sum(v%2 for v in x)),
        "neg-to-zero": (L,lambda x:[max(v,0) for v in x]),
        "positives": (L,lambda x:[v for v in x if v>0]),
        "abs": (L,lambda x:[abs(v) for v in x]),
        "squares": (L,lambda x:[v*v for v in x]),
        "sum-sq": (L,lambda x:sum(v*v for v in x)),
        "running-sum": (L,lambda x:[sum(x[:i+1]) for i in range(len(x))]),
        "running-max": (L,lambda x:[max(x[:i+1]) for i in range(len(x))]),
        "second-largest": (P,lambda x:sorted(x)[-2]),
        "range": (L,lambda x:max(x)-min(x)),
        "evens-pos": (L,lambda x:x[::2]),
        "odd-pos": (L,lambda x:x[1::2]),
        "swap-ends": (L,lambda x:[x[-1]]+x[1:-1]+[x[0]]),
        "rotate1": (L,lambda x:x[1:]+x[:1]),
        "drop-ends": (L,lambda x:x[1:-1]),
        "ends": (L,lambda x:[x[0],x[-1]]),
        "mirror": (L,lambda x:x+x[::-1]),
        "twice": (L,lambda x:x+x),
        "stutter": (L,lambda x:[v for v in x for _ in range(2)]),
        "last3": (L,lambda x:x[-3:]),
        "middle": (lambda:L(-9,20,5,5) if rng.random()<.5 else L(-9,20,7,7),lambda x:x[len(x)//2]),
        "without-max": (P,lambda x:[v for v in x if v!=max(x)]),
        "above-mean": (P,lambda x:[v for v in x if v>sum(x)/len(x)]),
        "mean": (lambda:P(4,4),lambda x:sum(x)//len(x)),
        "median": (lambda:L(1,30,5,5) if rng.random()<.5 else L(1,30,7,7),lambda x:sorted(x)[len(x)//2]),
        "diffs": (L,lambda x:[b-a for a,b in zip(x,x[1:])]),
        "pair-sums": (L,lambda x:[b+a for a,b in zip(x,x[1:])]),
        "top2": (P,lambda x:sorted(x)[::-1][:2]),
        "count-gt10": (P,lambda x:sum(v>10 for v in x)),
        "dedupe-adj": (D,lambda x:[r[0] for r in runs(x)]),
        "longest-run": (D,lambda x:max(len(r) for r in runs(x))),
        "mode": (lambda:L(0,3,5,9),lambda x:max(x,key=lambda v:(x.count(v),-x.index(v)))),
        "times-index": (L,lambda x:[i*v for i,v in enumerate(x)]),
        "plus-index": (L,lambda x:[i+v for i,v in enumerate(x)]),
        "parity": (P,lambda x:[v%2 for v in x]),
        "minus-min": (L,lambda x:[v-min(x) for v in x]),
        "minus-first": (L,lambda x:[v-x[0] for v in x]),
        "prod": (lambda:L(1,6,2,4),lambda x:math.prod(x)),
        "all-pos": (lambda:L(1,9) if rng.random()<.5 else L(),lambda x:all(v>0 for v in x)),
        "has-dup": (lambda:L(0,9,3,5),lambda x:len(set(x))<len(x)),
        "palin": (lambda:(lambda a:a+a[::-1])(L(0,5,1,3)) if rng.random()<.5 else L(0,5),lambda x:x==x[::-1]),
        "first-neg": (lambda:[5,3]+L(-9,9)+[-3],lambda x:next(v for v in x if v<0)),
        "half": (P,lambda x:[v//2 for v in x]),
        "clamp10": (P,lambda x:[min(v,10) for v in x]),
        "sort-abs": (L,lambda x:sorted(x,key=abs)),
        "cnt-zero": (lambda:L(0,2,4,8),lambda x:x.count(0)),
        "rm-zero": (lambda:L(0,3,4,8),lambda x:[v for v in x if v]),
        "pad0": (L,lambda x:[0]+x),
        "len-first": (L,lambda x:[len(x)]+x),
        "sum-last": (L,lambda x:x+[sum(x)]),
        "minmax": (L,lambda x:[min(x),max(x)]),
        "sum-minmax": (L,lambda x:min(x)+max(x)),
        "rev-sort-uniq": (D,lambda x:sorted(set(x),reverse=True)),
        "index-list": (L,lambda x:list(range(1,len(x)+1))),
        "digits-sum": (P,lambda x:[v//10+v%10 for v in x]),
        "once": (D,lambda x:[v for v in x if x.count(v)==1]),
        "chunks2": (lambda:L(0,9,4,4) if rng.random()<.5 else L(0,9,6,6),lambda x:[x[i]+x[i+1] for i in range(0,len(x),2)]),
        "first-half": (lambda:L(0,9,4,4) if rng.random()<.5 else L(0,9,6,6),lambda x:x[:len(x)//2]),
        "alt-sign": (P,lambda x:[v*(-1)**i for i,v in enumerate(x)]),
        "cumprod": (lambda:L(1,5,3,5),lambda x:[math.prod(x[:i+1]) for i in range(len(x))]),
        "peak": (L,lambda x:[x[i] for i in range(1,len(x)-1) if x[i]>x[i-1] and x[i]>x[i+1]]),
        "gt-prev": (L,lambda x:[b for a,b in zip(x,x[1:]) if b>a]),
        "sum-even": (P,lambda x:sum(v for v in x if v%2==0)),
        "sum-first2": (P,lambda x:x[0]+x[1]),
        "count-neg": (L,lambda x:sum(v<0 for v in x)),
        "double-evens": (P,lambda x:[v*2 if v%2==0 else v for v in x]),
        "max-to-front": (P,lambda x:[max(x)]+x),
        "sort-desc": (L,lambda x:sorted(x)[::-1]),
        "drop2": (L,lambda x:x[2:]),
        "last-x2": (L,lambda x:2*x[-1]),
        "index-zero": (lambda:(lambda a:(rng.shuffle(a),a)[1])(L(1,9)+[0]),lambda x:x.index(0)),
        "running-min": (L,lambda x:[min(x[:i+1]) for i in range(len(x))]),
        "rev3": (L,lambda x:x[:3][::-1]),
        "sum-front": (L,lambda x:[sum(x)]+x),
        "abs-diffs": (L,lambda x:[abs(b-a) for a,b in zip(x,x[1:])]),
        "max-diff": (L,lambda x:max(b-a for a,b in zip(x,x[1:]))),
        "sum-abs": (L,lambda x:sum(abs(v) for v in x)),
        "sumsq-even": (P,lambda x:sum(v*v for v in x if v%2==0)),
        "len": (L,len),
        "len1": (L,lambda x:len(x)+1),
        "first-eq-last": (lambda:(lambda a:a+[a[0]] if rng.random()<.5 else a)(L(0,9)),lambda x:x[0]==x[-1]),
        "has0": (lambda:L(0,3,3,5),lambda x:0 in x),
        "all-even": (lambda:[2*v for v in L(0,9)] if rng.random()<.5 else L(0,9),lambda x:all(v%2==0 for v in x)),
        "any-neg": (lambda:L(0,9) if rng.random()<.5 else L(-9,9),lambda x:any(v<0 for v in x)),
        "gt5": (lambda:L(0,10),lambda x:[v>5 for v in x]),
        "sign": (lambda:L(-5,5),lambda x:[(v>0)-(v<0) for v in x]),
        "ten-minus": (lambda:L(0,10),lambda x:[10-v for v in x]),
        "swap2": (L,lambda x:[x[1],x[0]]+x[2:]),
        "dup-last": (L,lambda x:x+[x[-1]]),
        "drop-last2": (L,lambda x:x[:-2]),
        "sum-top2": (P,lambda x:sum(sorted(x)[-2:])),
        "smallest-pos": (lambda:L(-9,9)+[4],lambda x:min(v for v in x if v>0)),
        "sum-tail": (L,lambda x:sum(x[1:])),
        "half-sum": (P,lambda x:sum(x)//2),
        "neg-all": (L,lambda x:[-v for v in x]),
        "no-min": (P,lambda x:[v for v in x if v!=min(x)]),
        "sorted-uniq": (D,lambda x:sorted(set(x))),
        "first-last-sum": (L,lambda x:x[0]+x[-1]),
        "last-minus-first": (L,lambda x:x[-1]-x[0]),
        "rot-right": (L,lambda x:x[-1:]+x[:-1]),
        "ones": (L,lambda x:[1]*len(x)),
        "inc-by-len": (L,lambda x:[v+len(x) for v in x]),
        "max-repeat": (lambda:L(0,9,2,5),lambda x:[max(x)]*len(x)),
        "rev-each2": (lambda:L(0,9,4,4) if rng.random()<.5 else L(0,9,6,6),lambda x:[v for i in range(0,len(x),2) for v in x[i:i+2][::-1]]),
        "third": (lambda:L(0,30,4,7),lambda x:x[2]),
        "count-even": (P,lambda x:sum(v%2==0 for v in x)),
        "odd-only": (P,lambda x:[v for v in x if v%2]),
        "last-digit": (P,lambda x:[v%10 for v in x]),
        "prefix-pos": (lambda:L(1,9,1,3)+[-2]+L(-9,9,1,3),lambda x:x[:[v<0 for v in x].index(True)]),
        "row-sums": (N,lambda x:[sum(r) for r in x]),
        "row-max": (N,lambda x:[max(r) for r in x]),
        "flatten": (N,lambda x:[v for r in x for v in r]),
        "transpose": (RECT,lambda x:[list(c) for c in zip(*x)]),
        "first-col": (N,lambda x:[r[0] for r in x]),
        "row-len": (N,lambda x:[len(r) for r in x]),
        "sort-rows": (N,lambda x:[sorted(r) for r in x]),
        "rev-rows": (N,lambda x:[r[::-1] for r in x]),
        "total": (N,lambda x:sum(sum(r) for r in x)),
        "longest": (N,lambda x:max(x,key=len)),
        "col-sums": (RECT,lambda x:[sum(c) for c in zip(*x)]),
        "rows-n": (N,len),
    }
    of_two = {
        "take-n": (lambda:(rng.randint(1,3),L()),lambda n,x:x[:n]),
        "add-n": (lambda:(rng.randint(1,9),L()),lambda n,x:[v+n for v in x]),
        "gt-n": (lambda:(rng.randint(1,9),L()),lambda n,x:[v for v in x if v>n]),
        "count-n": (lambda:(rng.randint(0,2),L(0,2,4,8)),lambda n,x:x.count(n)),
        "rot-n": (lambda:(rng.randint(1,3),L(0,9,4,7)),lambda n,x:x[n:]+x[:n]),
        "every-n": (lambda:(rng.randint(1,3),L(0,9,4,9)),lambda n,x:x[::n]),
        "contains": (lambda:(rng.randint(0,4),D()),lambda n,x:n in x),
        "dot": (lambda:(L(0,5,3,3),L(0,5,3,3)),lambda a,b:sum(p*q for p,q in zip(a,b))),
        "zipsum": (lambda:(lambda n:(L(0,9,n,n),L(0,9,n,n)))(rng.randint(3,5)),lambda a,b:[p+q for p,q in zip(a,b)]),
        "interleave": (lambda:(lambda n:(L(0,9,n,n),L(0,9,n,n)))(rng.randint(2,4)),lambda a,b:[v for p in zip(a,b) for v in p]),
        "merge": (lambda:(L(0,20,2,4),L(0,20,2,4)),lambda a,b:sorted(a+b)),
        "common": (lambda:(D(),D()),lambda a,b:[v for v in a if v in b]),
        "zipmax": (lambda:(lambda n:(L(0,9,n,n),L(0,9,n,n)))(rng.randint(3,5)),lambda a,b:[max(p,q) for p,q in zip(a,b)]),
        "mul-n": (lambda:(rng.randint(2,5),L(-5,9)),lambda n,x:[v*n for v in x]),
        "lt-n": (lambda:(rng.randint(1,9),L(-5,15)),lambda n,x:[v for v in x if v<n]),
        "append-n": (lambda:(rng.randint(0,9),L()),lambda n,x:x+[n]),
        "prepend-n": (lambda:(rng.randint(0,9),L()),lambda n,x:[n]+x),
        "last-n": (lambda:(rng.randint(1,3),L()),lambda n,x:x[-n:]),
        "drop-n": (lambda:(rng.randint(1,3),L()),lambda n,x:x[n:]),
        "nth": (lambda:(rng.randint(0,2),L()),lambda n,x:x[n]),
        "sum-diff": (lambda:(L(),L()),lambda a,b:sum(a)-sum(b)),
        "without": (lambda:(D(),L(0,2,1,2)),lambda a,b:[v for v in a if v not in b]),
        "longer": (lambda:(L(0,9,1,6),L(0,9,1,6)),lambda a,b:len(a)>len(b)),
        "concat-rev": (lambda:(L(0,9,2,4),L(0,9,2,4)),lambda a,b:a+b[::-1]),
        "count-gt-n": (lambda:(rng.randint(1,9),L(0,15)),lambda n,x:sum(v>n for v in x)),
        "mult-of-n": (lambda:(rng.randint(2,4),P()),lambda n,x:[v for v in x if v%n==0]),
        "zipmul": (lambda:(lambda n:(L(0,9,n,n),L(0,9,n,n)))(rng.randint(3,5)),lambda a,b:[p*q for p,q in zip(a,b)]),
        "union": (lambda:(D(),D()),lambda a,b:list(dict.fromkeys(a+b))),
        "repeat-n": (lambda:(rng.randint(1,4),rng.randint(0,9)),lambda n,v:[v]*n),
        "upto": (lambda:(rng.randint(1,3),rng.randint(4,8)),lambda a,b:list(range(a,b))),
        "max-sum": (lambda:(L(),L()),lambda a,b:max(sum(a),sum(b))),
    }
    # Written when the idioms of the list language and the weights of its confidence were done.
    later_of_one = {
        "sum-sq-diff": (L,lambda x:sum((b-a)**2 for a,b in zip(x,x[1:]))),
        "max-minus-mean": (P,lambda x:max(x)-sum(x)//len(x)),
        "count-gt-first": (P,lambda x:sum(v>x[0] for v in x)),
        "gt-first": (P,lambda x:[v for v in x if v>x[0]]),
        "lt-last": (P,lambda x:[v for v in x if v<x[-1]]),
        "triple-first": (L,lambda x:[3*x[0]]+x[1:]),
        "neg-odd": (P,lambda x:[-v if v%2 else v for v in x]),
        "half-evens": (P,lambda x:[v//2 for v in x if v%2==0]),
        "sum-pos": (L,lambda x:sum(v for v in x if v>0)),
        "sum-neg": (L,lambda x:sum(v for v in x if v<0)),
        "pos-count-minus-neg": (L,lambda x:sum(v>0 for v in x)-sum(v<0 for v in x)),
        "last-index": (lambda:L(0,3,4,8)+[2],lambda x:len(x)-1-x[::-1].index(x[0])),
        "cyc-diff": (L,lambda x:[x[0]-x[-1]]+[b-a for a,b in zip(x,x[1:])]),
        "sorted-middle": (lambda:L(1,30,5,5) if rng.random()<.5 else L(1,30,7,7),lambda x:sorted(x)[1:-1]),
        "abs-sorted": (L,lambda x:sorted(abs(v) for v in x)),
        "uniq-count-desc": (D,lambda x:len(x)-len(set(x))),
        "prefix-sums-pos": (L,lambda x:[s for s in [sum(x[:i+1]) for i in range(len(x))] if s>0]),
        "square-evens-sum": (P,lambda x:[v*v for v in x if v%2]),
        "rev-without-first": (L,lambda x:x[1:][::-1]),
        "dup-first": (L,lambda x:[x[0]]+x),
        "max-idx-from1": (P,lambda x:x.index(max(x))+1),
        "min-twice": (L,lambda x:2*min(x)),
        "sum-len": (P,lambda x:sum(x)+len(x)),
        "first-n": (lambda:[rng.randint(1,3)]+L(0,20,4,6),lambda x:x[1:1+x[0]]),
        "even-idx-sum": (L,lambda x:sum(x[::2])),
        "alt-sum": (L,lambda x:sum(v*(-1)**i for i,v in enumerate(x))),
        "bool-first-pos": (L,lambda x:x[0]>0),
        "len-even": (L,lambda x:len(x)%2==0),
        "sum-even-b": (P,lambda x:sum(x)%2==0),
        "max-first-b": (P,lambda x:x[0]==max(x)),
        "minutes": (lambda:L(0,180),lambda x:[v//60 for v in x]),
        "rest60": (lambda:L(0,180),lambda x:[v%60 for v in x]),
        "to-zero-one": (L,lambda x:[1 if v>0 else 0 for v in x]),
        "cap5": (P,lambda x:[min(v,5) for v in x]),
        "floor3": (P,lambda x:[max(v,3) for v in x]),
        "pairs-prod": (L,lambda x:[a*b for a,b in zip(x,x[1:])]),
        "sum-three": (lambda:L(0,9,4,8),lambda x:[sum(x[i:i+3]) for i in range(len(x)-2)]),
        "drop-zeros-end": (lambda:L(1,9,2,4)+[0]*rng.randint(0,3),lambda x:[v for v in x if v!=0]),
        "nest-heads": (lambda:[L(0,9,1,4) for _ in range(rng.randint(2,4))],lambda x:[r[-1] for r in x]),
        "nest-min": (lambda:[L(0,9,1,4) for _ in range(rng.randint(2,4))],lambda x:min(min(r) for r in x)),
    }
    later_of_two = {
        "le-n": (lambda:(rng.randint(3,9),L(-5,15)),lambda n,x:[v for v in x if v<=n]),
        "idx-of-n": (lambda:(lambda a:(a[rng.randrange(len(a))],a))(L(0,30,4,7)),lambda n,x:x.index(n)),
        "remove-n": (lambda:(rng.randint(0,3),D()),lambda n,x:[v for v in x if v!=n]),
        "sum-mod": (lambda:(rng.randint(2,5),P()),lambda n,x:sum(x)%n),
        "insert-sum": (lambda:(rng.randint(0,9),L()),lambda n,x:x+[sum(x)+n]),
        "first-of-each": (lambda:(L(0,9,2,4),L(0,9,2,4)),lambda a,b:[a[0],b[0]]),
        "len-diff": (lambda:(L(0,9,1,6),L(0,9,1,6)),lambda a,b:len(a)-len(b)),
        "min-each": (lambda:(lambda n:(L(0,9,n,n),L(0,9,n,n)))(rng.randint(3,5)),lambda a,b:[min(p,q) for p,q in zip(a,b)]),
        "absdiff-each": (lambda:(lambda n:(L(0,9,n,n),L(0,9,n,n)))(rng.randint(3,5)),lambda a,b:[abs(p-q) for p,q in zip(a,b)]),
        "scale-max": (lambda:(rng.randint(2,4),P()),lambda n,x:n*max(x)),
    }
    if later:
        of_one, of_two = later_of_one, later_of_two
    found = {name: (lambda draw=draw: (draw(),), make) for name, (draw, make) in of_one.items()}
    found.update(of_two)
    return found


def row_of(rng, which, later=False):
    """What draws a row of that kind: inputs and output."""
    draw, make = kinds(rng, later)[which]

    def row():
        while True:
            inputs = draw()
            try:
                return list(inputs), make(*inputs)
            except (ValueError, StopIteration, IndexError, ZeroDivisionError):
                pass  # of these inputs it says nothing

    return row
