// Composer: partial answers put together at the end of a level. Strings that are concatenations of
// values in the bank (the output is covered left to right, all rows at once), and conditionals
// whose branches each explain some rows and whose condition is a boolean of the bank.
#pragma once

#include "meter.hpp"
#include "solutions.hpp"
#include "store.hpp"

namespace inkling::enumerate {

class Composer {
 public:
  // `literals`: what the outputs have in common may stand in a program as it is.
  Composer(const Store& store, const Solutions& solutions, Meter& meter, bool literals)
      : store_(store), solutions_(solutions), meter_(meter), literals_(literals) {}
  // Looks for a composition that is right on all rows, and keeps it when it is the cheapest so far.
  void run();
  // The cheapest one; its expr is null while there is none.
  const Solution& best() const { return best_; }

 private:
  const Store& store_;
  const Solutions& solutions_;
  Meter& meter_;
  bool literals_;
  Solution best_{nullptr, 1e9, 0};
};

}  // namespace inkling::enumerate
