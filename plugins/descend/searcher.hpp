// Searches over latent programs, for any inductor and any interpreter that gives gradients. Free of
// LibTorch.
#pragma once

#include <inkling/searcher.hpp>
#include <memory>

namespace inkling::descend {

// `latent`: the inductor's best proposals, no search.
std::unique_ptr<Searcher> make_latent_searcher();
// `latent+prior`: random search variables around the inductor's; as many evaluations as
// `latent+gradient` makes with the same starts and steps.
std::unique_ptr<Searcher> make_prior_searcher();
// `latent+gradient`: Adam on many search variables at once, the model annealed on the way, fresh
// noise in every step, gradients clipped per start; the best iterate counts, judged without noise.
// Stops once a start reproduces every example.
std::unique_ptr<Searcher> make_gradient_searcher();

}  // namespace inkling::descend
