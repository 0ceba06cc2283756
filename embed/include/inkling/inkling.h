/* inkling for programs in C and whatever calls C. Questions and answers are JSON: tasks as in task
   files, answers as `inkling solve --json` writes them. Texts are UTF-8.

   A handle may be used by one thread at a time, but for inkling_stop(). Every call that gives a
   text gives one of its own, which inkling_free() takes back; none gives NULL but where memory is
   out. What goes wrong comes back as {"error":{"code":"bad_input","message":"..","notes":[..]}}. No
   call ends the process or writes to its output. */
#ifndef INKLING_INKLING_H
#define INKLING_INKLING_H

#include <inkling/c_export.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct inkling_handle inkling_t;

/* Finds the plugins that are installed beside the library, and those of INKLING_PLUGIN_PATH. NULL
 * where memory is out. */
INKLING_C_API inkling_t* inkling_open(void);
/* Takes NULL as well. No call may be running. */
INKLING_C_API void inkling_close(inkling_t* inkling);
INKLING_C_API void inkling_free(char* text);
/* "0.1.0"; not to be freed. */
INKLING_C_API const char* inkling_version(void);

/* Searches for programs that fit the examples of a task, and answers its queries. Blocks for as
   long as the budget says. `task`: {"examples":[{"inputs":["a
   b"],"output":"a"}],"queries":[{"inputs":["c d"]}]}; without "domain" the first, by name, that
   takes the values. `options`, or NULL: an object with any of

     "solvers" ["enumerate"] (those of the domain)   "budget" "10s" of each search   "memory" "4G"
     "evaluations" 0: no limit   "threads" 1   "seed" 0   "sure" 0.85: an answer of less confidence
   is not

   Gives {"domain":ID,"answers":[..]}: a record for each solver; the first has the word. */
INKLING_C_API char* inkling_solve(inkling_t* inkling, const char* task, const char* options);

/* Runs a program, "word(x0, 1)", on rows of inputs, [["a b"],["c d"]]. Gives {"outputs":["a","c"]},
   null where the program has no result. */
INKLING_C_API char* inkling_run(inkling_t* inkling, const char* domain, const char* program,
                                const char* rows);

/* Ends a search that is running, with its best so far; from any thread. The next one runs as usual.
 */
INKLING_C_API void inkling_stop(inkling_t* inkling);

#ifdef __cplusplus
}
#endif

#endif
