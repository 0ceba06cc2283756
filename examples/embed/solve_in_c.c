/* The same over the C interface: the answers are records in JSON. */
#include <inkling/inkling.h>
#include <stdio.h>

int main(void) {
  inkling_t* inkling = inkling_open();
  char* answers = inkling_solve(
      inkling,
      "{\"examples\":[{\"inputs\":[\"ada lovelace\"],\"output\":\"lovelace, ada\"},"
      "{\"inputs\":[\"grace hopper\"],\"output\":\"hopper, grace\"}],"
      "\"queries\":[{\"inputs\":[\"alan turing\"]}]}",
      "{\"solvers\":[\"enumerate\"]}");
  puts(answers != NULL ? answers : "out of memory");
  inkling_free(answers);
  inkling_close(inkling);
  return answers == NULL;
}
