// Programs of tokens: what networks share whose programs are a row of logits over a codebook per
// position, made discrete by a Gumbel softmax.
#pragma once

#include "latent_model.hpp"

namespace inkling::common {

// Temperatures of soft programs as they are decoded and run.
inline constexpr float kProgramTemperature = 0.3F;
inline constexpr float kStateTemperature = 0.3F;
inline constexpr int kSkip = 0;  // the token that does nothing

// Parameters of evaluations: the first and last temperatures of programs and states.
ParamSpecs temperature_params();
struct Temperatures {
  float program = kProgramTemperature;
  float state = kStateTemperature;
};
// Both ends of what temperature_params() declares.
struct Annealing {
  Temperatures from{1.0F, 1.0F}, to{};
  explicit Annealing(const Params& params);
  Temperatures at(double progress) const;
};

// The program that search variables [positions x width] stand for, with their logits [positions x
// codes].
LatentCode to_code(std::vector<float> vector, std::span<const float> logits,
                   const LatentSpace& space, std::string model);

// Log-probabilities [positions x codes] of a program as it is run, at kProgramTemperature; the
// tail of a short one is skips. `logits` are those of code.vector, or empty where that is.
std::vector<float> to_log_codes(const LatentCode& code, std::span<const float> logits,
                                const LatentSpace& space);

// What a program does, by the meanings of its tokens (ModelShelf::Origin::dictionary):
// "reverse(x0), then shift_left(x0, 1) 7 times". Empty where one is unknown.
std::string words_of(const LatentCode& code, const std::string& dictionary);

// The likeliest program of tokens, then programs drawn, by the logits of the inductor's search
// variables.
std::vector<DrawnCode> propose_tokens(std::span<const float> logits, const LatentSpace& space,
                                      std::size_t count, double temperature, Rng& rng);

}  // namespace inkling::common
