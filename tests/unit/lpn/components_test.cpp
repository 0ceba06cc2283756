// Weights files of latent program networks behind the kernel's interfaces.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "engine_model.hpp"
#include "latent_components.hpp"
#include "searcher.hpp"
#include "support/lists.hpp"
#include "support/scratch_folder.hpp"
#include "support/tape_domain.hpp"

namespace inkling::lpn {
namespace {

constexpr auto load_lpn = [](const std::filesystem::path& path) {
  return load_model(path, kWeightsFormat);
};

using testing::HasSubstr;

using test::list;

// Fills the file with every tensor that a model of the shape has, by a formula.
void add_tensors(const engine::Shape& shape, nn::WeightsFile& file) {
  double at = 0.3;
  const nn::Layout collect([&](const std::string& name, std::size_t count,
                               const std::vector<std::int64_t>& tensor) {
    auto [entry, added] = file.tensors.try_emplace(name);
    if (added) {
      const bool scale = name.ends_with("norm.weight");
      entry->second.shape = tensor.empty() ? std::vector{static_cast<std::int64_t>(count)} : tensor;
      for (std::size_t i = 0; i < count; ++i)
        entry->second.values.push_back(static_cast<float>(
            (scale ? 1.0 : 0.0) + (scale ? 0.1 : 0.7) * std::sin(at += 2.399963)));
    }
    return static_cast<const float*>(entry->second.values.data());
  });
  engine::Model ignored;
  EXPECT_EQ(engine::build_model(shape, collect, ignored), std::nullopt);
}

// Files for the tape.
nn::WeightsFile tiny_file(const std::string& tape = "") {
  engine::Shape shape;
  shape.length = tape.empty() ? 5 : 10;
  shape.latent = 6;
  shape.width = 8;
  shape.heads = 2;
  nn::WeightsFile file;
  file.metadata = {{"format", kWeightsFormat},
                   {"domain", "tape"},
                   {"tape", tape},
                   {"model.length", std::to_string(shape.length)},
                   {"model.latent", "6"},
                   {"model.width", "8"},
                   {"model.heads", "2"},
                   {"model.bias", "relative"}};
  add_tensors(shape, file);
  return file;
}

nn::WeightsFile tiny_context() {
  engine::Shape shape;
  shape.length = 5;
  shape.latent = 6;
  shape.rows = 3;
  shape.each = true;
  shape.width = 8;
  shape.heads = 2;
  nn::WeightsFile file;
  file.metadata = {{"format", kContextFormat}, {"domain", "tape"},    {"tape", ""},
                   {"model.length", "5"},      {"model.latent", "6"}, {"model.examples", "3"},
                   {"model.width", "8"},       {"model.heads", "2"}};
  add_tensors(shape, file);
  return file;
}

nn::WeightsFile tiny_codes() {
  engine::Shape shape;
  shape.length = 5;
  shape.rows = 3;
  shape.codes = 4;
  shape.width = 8;
  shape.heads = 2;
  nn::WeightsFile file;
  file.metadata = {{"format", kCodesFormat}, {"domain", "tape"},       {"tape", ""},
                   {"model.length", "5"},    {"model.positions", "3"}, {"model.codes", "4"},
                   {"model.width", "8"},     {"model.heads", "2"}};
  add_tensors(shape, file);
  return file;
}

class LpnModels : public testing::Test {
 protected:
  void SetUp() override {
    write(tiny_file());
    task_.domain = "tape";
    task_.examples = {Example{{list({1, 2, 3, 4, 5})}, list({2, 3, 4, 5, -1})},
                      Example{{list({9, 8, 7, 6, 5})}, list({8, 7, 6, 5, -1})}};
  }
  std::filesystem::path path() const { return folder_ / "tiny.safetensors"; }
  void write(const nn::WeightsFile& file, const std::string& format = kWeightsFormat) {
    ASSERT_EQ(nn::write_weights(path(), file), std::nullopt);
    const auto load = [format](const std::filesystem::path& at) { return load_model(at, format); };
    const auto shelf = std::make_shared<const common::ModelShelf>(
        common::ModelShelf::of_folders(load, format, {folder_}));
    const ParamSpecs params = format == kCodesFormat ? code_params() : ParamSpecs();
    interpreter_ = common::make_interpreter("it", shelf, domain_, params);
    inductor_ = common::make_inductor("it", shelf, domain_);
  }
  std::vector<ScoredProgram> propose(std::size_t count, std::uint64_t seed) const {
    Rng rng(seed);
    return inductor_->propose(task_, count, Params(inductor_->info().params), rng).value();
  }
  Result<Outcome> search(const Searcher& searcher, const std::string& text, unsigned threads = 1) {
    Toolbox tools;
    tools.interpreter = interpreter_.get();
    tools.inductor = inductor_.get();
    BudgetLimits limits;
    limits.threads = threads;
    const Params params = Params::parse(searcher.info().params, text).value();
    return searcher.search(task_, tools, params, 7, Budget(limits), nullptr);
  }

  test::TapeDomain domain_{"tape"};
  test::ScratchFolder scratch_;
  const std::filesystem::path folder_ = scratch_.path();
  std::unique_ptr<Interpreter> interpreter_;
  std::unique_ptr<Inductor> inductor_;
  Task task_;
};

TEST_F(LpnModels, ProgramsAreNumbersThatParseBackAndRun) {
  const std::vector<ScoredProgram> proposed = propose(3, 1);
  ASSERT_EQ(proposed.size(), 3U);
  const LatentCode& code = proposed[0].program.code();
  EXPECT_EQ(code.space, (LatentSpace{1, 6, 0}));
  EXPECT_EQ(code.model, "tiny");
  EXPECT_TRUE(code.tokens.empty());
  const std::string text = proposed[0].program.text();
  EXPECT_THAT(text, testing::StartsWith("<tiny: "));
  const Program back = interpreter_->parse(text).value();
  EXPECT_EQ(back.code().vector, code.vector);
  const auto output = interpreter_->run(proposed[0].program, task_.examples[0].inputs);
  EXPECT_EQ(interpreter_->run(back, task_.examples[0].inputs).value(), output.value());
  EXPECT_EQ(output->as_list().size(), 5U);
  EXPECT_FALSE(interpreter_->parse("<tiny: 1 2 3>").ok());
  // One step: the input, and what was decoded.
  EXPECT_EQ(interpreter_->trace(back, task_.examples[0].inputs)->size(), 2U);
}

TEST_F(LpnModels, TheLikeliestProgramIsTheMeanAndOthersLieAroundIt) {
  const auto a = propose(4, 1), b = propose(4, 2), again = propose(4, 1);
  EXPECT_EQ(a[0].program.text(), b[0].program.text());
  EXPECT_EQ(a[0].log_probability, 0.0);
  EXPECT_NE(a[1].program.text(), b[1].program.text());
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(a[i].program.text(), again[i].program.text());
  for (std::size_t i = 1; i < 4; ++i) EXPECT_LE(a[i].log_probability, a[i - 1].log_probability);
  EXPECT_LT(a[3].log_probability, 0.0);
  auto problem = interpreter_->gradient()->prepare(task_, {}).value();
  EXPECT_EQ(problem->initial(), a[0].program.code().vector);
}

TEST_F(LpnModels, GradientSearchLowersTheLossAndThreadsChangeNothing) {
  auto problem = interpreter_->gradient()->prepare(task_, {}).value();
  const auto loss_of = [&](const std::vector<float>& vector) {
    float loss = 0;
    EXPECT_TRUE(problem
                    ->evaluate(TensorView<const float>(vector.data(), {1, 1, 6}), {},
                               TensorView<float>(&loss, {1}), {})
                    .ok());
    return loss;
  };
  const auto searcher = descend::make_gradient_searcher();
  const auto one = search(*searcher, "starts=8,steps=10"),
             two = search(*searcher, "starts=8,steps=10", 2);
  ASSERT_TRUE(one.ok()) << to_text(one.error());
  ASSERT_FALSE(one->candidates.empty());
  EXPECT_LT(loss_of(one->candidates[0].program.code().vector), 0.9F * loss_of(problem->initial()));
  ASSERT_TRUE(two.ok());
  ASSERT_EQ(one->candidates.size(), two->candidates.size());
  for (std::size_t i = 0; i < one->candidates.size(); ++i)
    EXPECT_EQ(one->candidates[i].program.text(), two->candidates[i].program.text());
}

TEST_F(LpnModels, LossesLookAtTheOutputsPlaces) {
  write(tiny_file("places=10,unread=5"));
  auto problem = interpreter_->gradient()->prepare(task_, {});
  ASSERT_TRUE(problem.ok()) << to_text(problem.error());
  const std::vector<float> vector = (*problem)->initial();
  float loss = 0;
  ASSERT_TRUE((*problem)
                  ->evaluate(TensorView<const float>(vector.data(), {1, 1, 6}), {},
                             TensorView<float>(&loss, {1}), {})
                  .ok());
  EXPECT_TRUE(std::isfinite(loss));
  const Program program = propose(1, 1)[0].program;
  EXPECT_EQ(interpreter_->run(program, task_.examples[0].inputs)->as_list().size(), 5U);
}

TEST_F(LpnModels, InContextRemembersExamplesInTheirOrder) {
  write(tiny_context(), kContextFormat);
  const std::vector<ScoredProgram> proposed = propose(5, 1);
  ASSERT_EQ(proposed.size(), 1U);  // there is nothing to draw
  const std::vector<float> vector = proposed[0].program.code().vector;
  EXPECT_EQ(proposed[0].program.code().space, (LatentSpace{3, 6, 0}));
  EXPECT_TRUE(std::equal(vector.begin(), vector.begin() + 6, vector.begin() + 12));  // two of them
  EXPECT_EQ(interpreter_->parse(proposed[0].program.text())->code().vector, vector);
  EXPECT_THAT(interpreter_->explain(proposed[0].program), HasSubstr("3 rows of 6 numbers"));
  std::swap(task_.examples[0], task_.examples[1]);
  EXPECT_NE(propose(1, 1)[0].program.code().vector, vector);
  task_.examples.resize(1);
  const std::vector<float> one = propose(1, 1)[0].program.code().vector;
  EXPECT_TRUE(std::equal(one.begin(), one.begin() + 6, one.begin() + 6));
  EXPECT_THAT(to_text(interpreter_->parse("<tiny: 1 2 3 4 5 6>").error()),
              HasSubstr("18 numbers in angle brackets"));
}

TEST_F(LpnModels, ProgramsOfCodesAreDecodedAtOnce) {
  write(tiny_codes(), kCodesFormat);
  const std::vector<ScoredProgram> proposed = propose(4, 1);
  ASSERT_EQ(proposed.size(), 4U);
  const Program& program = proposed[0].program;
  EXPECT_EQ(program.code().space, (LatentSpace{3, 8, 4}));
  EXPECT_EQ(program.code().tokens.size(), 3U);
  const auto& inputs = task_.examples[0].inputs;
  const Program back = interpreter_->parse(program.text()).value();
  EXPECT_EQ(interpreter_->run(back, inputs).value(), interpreter_->run(program, inputs).value());
  const auto steps = interpreter_->trace(back, inputs).value();
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[1].label, "decoded");
  EXPECT_THAT(interpreter_->explain(back), HasSubstr("reads all of them at once"));
  EXPECT_THAT(interpreter_->gradient()->tokens("").error().message, HasSubstr("decoded together"));
  // What is left out is code 0.
  EXPECT_EQ(interpreter_->run(interpreter_->parse("<tiny: 2>").value(), inputs).value(),
            interpreter_->run(interpreter_->parse("<tiny: 2 0 0>").value(), inputs).value());
  EXPECT_FALSE(interpreter_->parse("<tiny: 4>").ok());
  EXPECT_FALSE(interpreter_->parse("<tiny: 1 1 1 1>").ok());
}

TEST_F(LpnModels, CodesAreFoundByGradientAndThreadsChangeNothing) {
  write(tiny_codes(), kCodesFormat);
  auto problem = interpreter_->gradient()->prepare(task_, {}).value();
  // Noise is that of its seed, and at the end there is none.
  std::vector<float> start = problem->initial();
  const auto loss_of = [&](const Evaluation& how) {
    float loss = 0;
    EXPECT_TRUE(problem
                    ->evaluate(TensorView<const float>(start.data(), {1, 3, 8}), how,
                               TensorView<float>(&loss, {1}), {})
                    .ok());
    return loss;
  };
  EXPECT_EQ(loss_of({0.5, 3}), loss_of({0.5, 3}));
  EXPECT_NE(loss_of({0.5, 3}), loss_of({0.5, 4}));
  EXPECT_NE(loss_of({0.5, {}}), loss_of({1.0, {}}));
  const auto searcher = descend::make_gradient_searcher();
  const auto one = search(*searcher, "starts=8,steps=10"),
             two = search(*searcher, "starts=8,steps=10", 2);
  ASSERT_TRUE(one.ok()) << to_text(one.error());
  ASSERT_FALSE(one->candidates.empty());
  ASSERT_EQ(one->candidates.size(), two->candidates.size());
  for (std::size_t i = 0; i < one->candidates.size(); ++i)
    EXPECT_EQ(one->candidates[i].program.text(), two->candidates[i].program.text());
}

TEST_F(LpnModels, ContradictoryExamplesAreAnswered) {
  task_.examples[1].inputs = task_.examples[0].inputs;
  for (const char* format : {kWeightsFormat, kContextFormat, kCodesFormat}) {
    write(format == kWeightsFormat   ? tiny_file()
          : format == kContextFormat ? tiny_context()
                                     : tiny_codes(),
          format);
    EXPECT_TRUE(interpreter_->run(propose(1, 1)[0].program, task_.examples[0].inputs).ok());
  }
}

TEST_F(LpnModels, WeightsOfAnotherArchitectureAreRefused) {
  ASSERT_EQ(nn::write_weights(path(), tiny_codes()), std::nullopt);
  for (const char* format : {kWeightsFormat, kContextFormat})
    EXPECT_THAT(load_model(path(), format).error().message,
                HasSubstr(std::string("it is of format 'inkling-d-lpn-1', and ") + format));
  nn::WeightsFile bad = tiny_codes();
  bad.tensors.erase("code_embedding");
  ASSERT_EQ(nn::write_weights(path(), bad), std::nullopt);
  EXPECT_THAT(load_model(path(), kCodesFormat).error().message,
              HasSubstr("code_embedding is missing"));
  bad = tiny_context();
  bad.metadata["model.examples"] = "0";
  ASSERT_EQ(nn::write_weights(path(), bad), std::nullopt);
  EXPECT_THAT(load_model(path(), kContextFormat).error().message, HasSubstr("examples=0"));
}

TEST_F(LpnModels, SaysWhatIsWrongWithAFile) {
  const auto refusal = [&](const nn::WeightsFile& file) {
    EXPECT_EQ(nn::write_weights(path(), file), std::nullopt);
    auto model = load_lpn(path());
    EXPECT_FALSE(model.ok());
    return model.ok() ? std::string() : model.error().message;
  };
  nn::WeightsFile bad = tiny_file();
  bad.metadata["format"] = "inkling-nli-1";
  EXPECT_THAT(refusal(bad), HasSubstr("inkling-lpn-1 is needed"));
  bad = tiny_file();
  bad.metadata["model.width"] = "wide";
  EXPECT_THAT(refusal(bad), HasSubstr("'model.width' is 'wide'"));
  bad = tiny_file();
  bad.metadata["model.bias"] = "mirrored";
  EXPECT_THAT(refusal(bad), HasSubstr("'model.bias' is 'mirrored'"));
  bad = tiny_file();
  bad.metadata["model.heads"] = "3";
  EXPECT_THAT(refusal(bad), HasSubstr("heads=3"));
  bad = tiny_file();
  bad.tensors.erase("decoder1.bias.weight");
  EXPECT_THAT(refusal(bad), HasSubstr("decoder1.bias.weight is missing"));
}

}  // namespace
}  // namespace inkling::lpn
