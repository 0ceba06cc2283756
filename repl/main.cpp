#include <exception>
#include <iostream>
#include <new>

#include "cli.hpp"

// Whatever gets here is a bug or the end of memory; a person deserves a sentence all the same.
int main(int argc, char** argv) {
  try {
    return inkling::repl::run_program(argc, argv);
  } catch (const std::bad_alloc&) {
    std::cerr << "error: out of memory\n";
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
  }
  return 1;
}
