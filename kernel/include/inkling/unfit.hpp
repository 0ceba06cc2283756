// Of answers to one question: those of solvers that it is nothing for.
#pragma once

#include <inkling/session.hpp>
#include <vector>

namespace inkling {

// Of the answers of a domain's own solvers, which nobody asked for by name: left out are those that
// refused the question itself (bad_input), as a network does whose tape is too short for it, where
// another has an outcome; and latent programs that reproduce none of the examples, where another
// reproduces all. Other errors stay.
INKLING_API void leave_out_unfit(std::vector<Answer>& answers, std::size_t examples);

}  // namespace inkling
