// One verdict from two worlds. A latent and a symbolic program that reproduce the same examples
// were found in different languages by different searches, so that they go wrong in different ways:
// what both say is more often right than what either says by itself. How much more was measured,
// and how much less where they differ (bench/fit_joint writes joint_fit.inc).
#pragma once

#include <cstddef>

namespace inkling::app {

// How far a symbolic program and a latent one agree.
struct Heard {
  std::size_t inputs = 0;      // fresh ones, on which both were run
  std::size_t agreements = 0;  // of these
  bool same = false;           // whether they predict the same
};

// That the symbolic program's prediction is right, where `alone` is its confidence by itself. Where
// nothing was compared that stays as it is.
double joint_confidence(double alone, const Heard& heard);
// That the latent program's prediction is right: as likely where it is the same, else its share of
// what `joint`, the confidence of the symbolic one, leaves.
double latent_confidence(double joint, const Heard& heard);
// Of what the symbolic program's confidence leaves: the part that a latent program which
// contradicts it has.
double contradiction_share();

}  // namespace inkling::app
