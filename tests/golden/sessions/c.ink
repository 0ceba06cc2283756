# Two arrays, and a function between them.
:domain c
[1,-2,3,0,2] -> [2,-2,3,0,2]
[0,4,-1,1,1] -> [1,4,-1,1,1]
[3,1,0,0,2] -> ?
:explain
:trace int *run(int a[]) { int i = 1; for (i = 1; i <= 2; i++) a[i] = a[0]; return a; } [4,0,0]
int *run(int a[]) { a[7] = 1; return a; }
int *run(int a[]) { for (int i = 0; i <= 1; i++) i = 0; return a; }
int *run(int a[]) { int i; a[0] = i; return a; }
:crosscheck int *run(int a[]) { a[0]++; return a; } int *run(int a[]) { a[0] = a[0] + 1; return a; }
:crosscheck int *run(int a[]) { a[0]++; return a; }, int *run(int a[]) { a[0]--; return a; }
:crosscheck int *run(int a[]) { a[0]++; return a; }
:crosscheck int *run(int a[]) { a[0]++; return b; }, int *run(int a[]) { a[0]--; return a; }
:help c
int *run(int a[]) { a[0] = a[1] * 2; return a; }
int *run(int a[]) { b = 1; return a; }
int *run(int a[]) { break; return a; }
[1,"a"] -> [1]
[] -> [1]
:clear
[-2,-2,-1,-2,-3] -> [-2,-2,-4,-2,-3]
[0,0,0,0,0] -> [0,0,-4,0,0]
[7] -> ?
:trace int *run(int a[]) { for (int i = 0; i <= 4; i++) { for (int j = 0; j <= 4; j++) { a[0]++; } } return a; } [4]
