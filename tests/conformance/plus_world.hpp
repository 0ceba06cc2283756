// A complete small world for testing the conformance suite: tasks x -> x + k, a language of the
// programs "add k", and a search that tries every k. A flaw can be put into it.
#pragma once

#include <inkling/registry.hpp>

namespace inkling::test {

enum class Flaw {
  none,
  no_title,            // of the domain
  no_summary,          // of the searcher
  bad_default,         // a parameter's default is outside its range
  invalid_tasks,       // the generator makes what check() refuses
  unseeded,            // the generator gives another task every time
  constant_generator,  // and always the same one
  wrong_program,       // the hidden program does not reproduce the outputs
  invalid_inputs,      // sample_inputs gives what check() refuses
  reads_otherwise,     // read_output negates
  lossy_codec,         // decodes to another value
  same_tokens,         // two tokens are written the same
  unsorted_words,      // completions out of order
  no_place,            // errors without a span
  shifting_text,       // text() parses back as another program
  wrong_trace,         // the trace ends elsewhere
  throws,              // explain() throws
  no_answer,           // the search finds nothing
  late,                // it does not mind its time
  busy,                // it works for long without a look at its budget
  deaf,                // it does not hear the stop token
  greedy,              // it uses more memory than it may
  uncounted,           // it ignores the evaluation limit
  thread_dependent,    // another outcome with two threads
};

// Domain, searcher and solver "plus". The domain's generator has a choice parameter.
void register_plus(Registrar& registrar, Flaw flaw);

}  // namespace inkling::test
