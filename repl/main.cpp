#include <signal.h>

#include <exception>
#include <inkling/base/files.hpp>
#include <inkling/base/screen.hpp>
#include <iostream>
#include <new>

#include "cli.hpp"

// Whatever gets here is a bug or the end of memory; a person deserves a sentence all the same.
int main(int argc, char** argv) {
  // Before anything is opened.
  inkling::files::guard_standard_descriptors();
  // A limit on the size of files is an error of whoever writes, and not the end.
  ::signal(SIGXFSZ, SIG_IGN);
  int code = 1;
  try {
    code = inkling::repl::run_program(argc, argv);
  } catch (const std::bad_alloc&) {
    std::cerr << "error: out of memory\n";
  } catch (const std::exception& error) {
    std::cerr << "error: " << inkling::screen::printable(error.what()) << '\n';
  }
  inkling::repl::end_as_told();
  return code;
}
