// A language of tokens whose answers are known: on lists of five digits, 1 adds one to each modulo
// ten, 2 rotates to the left, 3 says that it reverses.
#pragma once

#include <algorithm>
#include <inkling/gradient.hpp>
#include <inkling/interpreter.hpp>

#include "support/lists.hpp"
#include "support/tape_domain.hpp"

namespace inkling::descend {

inline constexpr std::size_t kPlaces = 5, kMost = 6;

inline void step(int token, std::span<int> tape) {
  if (token == 1)
    for (int& symbol : tape)
      if (symbol < 10) symbol = (symbol + 1) % 10;
  if (token == 2) std::rotate(tape.begin(), tape.begin() + 1, tape.end());
  if (token == 3) std::reverse(tape.begin(), tape.end());
}

// Token 3 says it reverses, and a program that holds it does something else.
class Machine : public TokenMachine {
 public:
  explicit Machine(std::shared_ptr<const Codec> codec) : codec_(std::move(codec)) {}
  const std::string& model() const override { return model_; }
  const LatentSpace& space() const override { return space_; }
  const Codec& codec() const override { return *codec_; }
  std::vector<int> apply(std::span<const int> tokens, std::span<const int> tapes) const override {
    std::vector<int> after(tapes.begin(), tapes.end());
    for (std::size_t i = 0; i < tokens.size(); ++i)
      step(tokens[i], std::span(after).subspan(i * kPlaces, kPlaces));
    return after;
  }
  const std::vector<double>& usage() const override { return usage_; }
  Result<std::vector<LatentCode>> propose(const Task&, std::size_t, Rng&) const override {
    return std::vector<LatentCode>{LatentCode{space_, {}, {1, 0, 1}, model_}};
  }

 private:
  std::string model_ = "digits";
  LatentSpace space_{kMost, 4, 4};
  std::shared_ptr<const Codec> codec_;
  std::vector<double> usage_{0.0, 0.4, 0.4, 0.2};
};

class Tokens : public Interpreter, public DifferentiableInterpreter {
 public:
  explicit Tokens(const Domain& domain) : codec_(*make_codec(domain, "places=5")) {
    info_.id = "tokens";
    info_.accepts = Program::Kind::latent;
  }
  const InterpreterInfo& info() const override { return info_; }
  const DifferentiableInterpreter* gradient() const override { return this; }
  Result<Value> run(const Program& program, std::span<const Value> inputs) const override {
    std::vector<int> tape(kPlaces);
    if (auto ok = codec_->write_inputs(inputs, tape); !ok) return ok.error();
    for (const int token : program.code().tokens)
      if (token != 3) step(token, tape);
    return codec_->read_output(tape);
  }
  // "<digits: 1 2>"
  Result<Program> parse(std::string_view text) const override {
    constexpr std::string_view kBegin = "<digits: ";
    const Machine machine(codec_);
    LatentCode code{machine.space(), {}, {}, "digits"};
    if (!text.starts_with(kBegin) || !text.ends_with('>'))
      return Error{ErrorCode::parse, "no program of digits"};
    for (const char c : text.substr(kBegin.size(), text.size() - kBegin.size() - 1))
      if (c != ' ') code.tokens.push_back(c - '0');
    if (code.tokens.size() > kMost) return Error{ErrorCode::parse, "too many tokens"};
    return Program::latent("tokens", std::move(code));
  }
  Result<std::unique_ptr<LatentProblem>> prepare(const Task&,
                                                 const ProblemOptions&) const override {
    return Error{ErrorCode::unsupported, "not asked here"};
  }
  Result<std::unique_ptr<TokenMachine>> tokens(std::string_view) const override {
    return std::unique_ptr<TokenMachine>(std::make_unique<Machine>(codec_));
  }

 private:
  InterpreterInfo info_;
  std::shared_ptr<const Codec> codec_;
};

using test::list;

}  // namespace inkling::descend
