// Weights files on the engine, behind the kernel's interfaces.
#include "engine_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <set>

#include "engine/cuda_engine.hpp"
#include "searcher.hpp"
#include "support/lists.hpp"
#include "support/scratch_folder.hpp"
#include "support/tape_domain.hpp"

namespace inkling::nli::engine {
namespace {

using testing::AllOf;
using testing::HasSubstr;

using test::list;

// A file with every tensor that a model of this size has, filled by a formula.
nn::WeightsFile tiny_file(int length, double phase) {
  nn::WeightsFile file;
  file.metadata = {
      {"format", kFormat}, {"domain", "tape"}, {"tape", "places=" + std::to_string(length)}};
  const auto field = [&](const std::string& name, int value) {
    file.metadata["model." + name] = std::to_string(value);
  };
  Shape shape;
  shape.length = length;
  shape.positions = 3;
  shape.codes = 4;
  shape.width = 8;
  field("length", length);
  field("positions", 3);
  field("codes", 4);
  field("width", 8);
  double at = phase;
  std::vector<float> values;
  Model ignored;
  const nn::Layout::ShapedSource collect = [&](const std::string& name, std::size_t count,
                                               const std::vector<std::int64_t>& tensor) {
    values.assign(count, 0.0F);
    const double size = name.ends_with("norm.weight") ? 0.1 : 0.7;
    for (float& x : values)
      x = static_cast<float>((name.ends_with("norm.weight") ? 1.0 : 0.0) +
                             size * std::sin(at += 2.399963));
    // The same tensor may be asked for twice; the file has one.
    auto [entry, added] = file.tensors.try_emplace(name, nn::TensorData{tensor, values});
    return static_cast<const float*>(entry->second.values.data());
  };
  EXPECT_EQ(build_model(shape, nn::Layout(collect), ignored), std::nullopt);
  return file;
}

class EngineModels : public testing::Test {
 protected:
  void SetUp() override {
    write("first", tiny_file(5, 0.3));
    write("second", tiny_file(5, 1.9));
    write("longer", tiny_file(6, 0.3));
    open();
    task_.domain = "tape";
    task_.examples = {Example{{list({1, 2, 3, 4, 5})}, list({2, 3, 4, 5, -1})},
                      Example{{list({9, 8, 7, 6, 5})}, list({8, 7, 6, 5, -1})}};
  }

  void open() {
    shelf_ = std::make_shared<const common::ModelShelf>(
        common::ModelShelf::of_folders(load_model, kFormat, {folder_}));
    interpreter_ = common::make_interpreter("nli", shelf_, domain_, evaluation_params());
    inductor_ = common::make_inductor("nli", shelf_, domain_);
  }
  std::filesystem::path path(const std::string& name) const {
    return folder_ / ("nli-" + name + ".safetensors");
  }
  void write(const std::string& name, const nn::WeightsFile& file) {
    ASSERT_EQ(nn::write_weights(path(name), file), std::nullopt);
  }
  Error refusal(const nn::WeightsFile& file) {
    write("odd", file);
    auto model = load_model(path("odd"));
    EXPECT_FALSE(model.ok());
    return model.ok() ? Error{} : model.error();
  }
  Result<Outcome> search(const Searcher& searcher, const std::string& text,
                         const BudgetLimits& limits = {}) {
    Toolbox tools;
    tools.interpreter = interpreter_.get();
    tools.inductor = inductor_.get();
    ParamSpecs specs = searcher.info().params;
    for (ParamSpec& spec : evaluation_params()) specs.push_back(std::move(spec));
    const Params params = Params::parse(specs, text).value();
    return searcher.search(task_, tools, params, 7, Budget(limits), nullptr);
  }

  test::TapeDomain domain_{"tape"};
  test::ScratchFolder scratch_;
  const std::filesystem::path folder_ = scratch_.path();
  std::shared_ptr<const common::ModelShelf> shelf_;
  std::unique_ptr<Interpreter> interpreter_;
  std::unique_ptr<Inductor> inductor_;
  Task task_;
};

TEST_F(EngineModels, EveryModelThatTakesTheTaskIsSearched) {
  EXPECT_EQ(interpreter_->gradient()->models(),
            (std::vector<std::string>{"first", "longer", "second"}));
  const auto outcome = search(*descend::make_gradient_searcher(), "starts=3,steps=4");
  ASSERT_TRUE(outcome.ok()) << to_text(outcome.error());
  std::set<std::string> seen;
  for (const Candidate& candidate : outcome->candidates) {
    seen.insert(candidate.program.code().model);
    const std::string text = candidate.program.text();
    EXPECT_THAT(text, HasSubstr(candidate.program.code().model + ": "));
    EXPECT_EQ(interpreter_->parse(text).value().text(), text);
  }
  EXPECT_EQ(seen, (std::set<std::string>{"first", "second"}));
  const auto one = search(*descend::make_gradient_searcher(), "starts=3,steps=4,model=second");
  for (const Candidate& candidate : one->candidates)
    EXPECT_EQ(candidate.program.code().model, "second");
}

TEST_F(EngineModels, ModelsAreNamedByNameOrPath) {
  const auto unknown = search(*descend::make_gradient_searcher(), "model=secand");
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().code, ErrorCode::not_found);
  EXPECT_THAT(to_text(unknown.error()), HasSubstr("did you mean 'second'?"));
  EXPECT_TRUE(shelf_->model(path("longer").string(), "tape").ok());
  EXPECT_THAT(shelf_->model("/nowhere/x.safetensors", "tape").error().message,
              HasSubstr("/nowhere/x"));
}

TEST_F(EngineModels, ModelsThatAreRightTooRarelyAreAskedWhereTheyAreNamedOrAlone) {
  const auto write_with = [&](const std::string& name, const std::string& accuracy) {
    nn::WeightsFile file = tiny_file(5, 0.3);
    file.metadata["accuracy"] = accuracy;
    write(name, file);
  };
  using testing::ElementsAre;
  write_with("first", "0.49");
  write_with("second", "0.5");
  open();
  EXPECT_THAT(shelf_->names("tape"), ElementsAre("longer", "second"));
  EXPECT_TRUE(shelf_->model("first", "tape"));
  for (const std::string name : {"longer", "second"}) std::filesystem::remove(path(name));
  open();
  EXPECT_THAT(shelf_->names("tape"), ElementsAre("first"));
}

TEST_F(EngineModels, SeedsAndThreadsAsThePromiseGoes) {
  BudgetLimits two;
  two.threads = 2;
  const auto searcher = descend::make_gradient_searcher();
  const auto a = search(*searcher, "starts=20,steps=6"),
             b = search(*searcher, "starts=20,steps=6", two);
  ASSERT_TRUE(a.ok() && b.ok());
  ASSERT_EQ(a->candidates.size(), b->candidates.size());
  for (std::size_t i = 0; i < a->candidates.size(); ++i) {
    EXPECT_EQ(a->candidates[i].program.text(), b->candidates[i].program.text());
    EXPECT_EQ(a->candidates[i].score, b->candidates[i].score);
  }
  EXPECT_EQ(a->evaluations, b->evaluations);
}

TEST_F(EngineModels, ProgramsAmbiguousOrForeignAreRefused) {
  EXPECT_THAT(interpreter_->parse("<1 2>").error().message, HasSubstr("does not name its model"));
  EXPECT_THAT(interpreter_->parse("<first: 9>").error().notes.at(0), HasSubstr("tokens below 4"));
  EXPECT_EQ(interpreter_->parse("<third: 1>").error().code, ErrorCode::not_found);
  EXPECT_EQ(interpreter_->parse("<longer: 1 0 3>").value().text(), "<longer: 1 0 3>");
  const Program program = interpreter_->parse("<longer: 1>").value();
  EXPECT_FALSE(interpreter_->run(program, task_.examples[0].inputs).ok());
}

TEST_F(EngineModels, ManyRowsAtOnceAreTheRowsOneByOne) {
  const Program program = interpreter_->parse("<second: 1 3 2>").value();
  std::vector<std::vector<Value>> rows;
  for (int i = 0; i < 19; ++i)
    rows.push_back({list({i % 10, i * 3 % 10, i * 7 % 10, 4, i * i % 10})});
  const auto all = interpreter_->run_batch(program, rows).value();
  for (std::size_t i = 0; i < rows.size(); ++i)
    EXPECT_EQ(all[i], interpreter_->run(program, rows[i]).value()) << i;
}

// Tokens by themselves, and the mixture that search variables make of them.
TEST_F(EngineModels, TextsOfBothKindsParseBack) {
  const auto problem = load_model(path("first"))
                           .value()
                           ->prepare({1, {1, 2, 3, 4, 5}, {2, 3, 4, 5, 6}, {}}, {}, "first")
                           .value();
  const std::vector<float> start = problem->initial();
  const LatentSpace space = problem->space();
  const LatentCode code =
      problem->decode(TensorView<const float>(start.data(), {space.positions, space.width}));
  for (const bool mixture : {true, false}) {
    LatentCode kept = code;
    if (!mixture) kept.vector.clear();
    const Program program = Program::latent("nli", kept);
    const auto back = interpreter_->parse(program.text());
    ASSERT_TRUE(back.ok()) << to_text(back.error());
    EXPECT_EQ(back->text(), program.text());
    EXPECT_EQ(back->code().tokens, kept.tokens);
    EXPECT_EQ(back->code().vector, kept.vector);
  }
  EXPECT_FALSE(interpreter_->parse("<first: 1 2 3 | 0.5>").ok());
  EXPECT_FALSE(interpreter_->parse("<first: 1 2 3 | >").ok());
}

// What a token does by itself is the first state of a program that begins with it.
TEST_F(EngineModels, TokensByThemselvesAreProgramsOfOne) {
  const auto machine = interpreter_->gradient()->tokens("longer");
  ASSERT_TRUE(machine.ok()) << to_text(machine.error());
  const std::size_t codes = (*machine)->space().codes, places = (*machine)->codec().shape().places;
  std::vector<int> tokens, tapes;
  for (std::size_t i = 0; i < 5 * codes; ++i) {
    tokens.push_back(static_cast<int>(i % codes));
    for (std::size_t k = 0; k < places; ++k)
      tapes.push_back(static_cast<int>((i * 7 + k * k) % 10));
  }
  const std::vector<int> after = (*machine)->apply(tokens, tapes);
  ASSERT_EQ(after.size(), tapes.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto tape = std::span(tapes).subspan(i * places, places);
    const Program program =
        interpreter_->parse("<longer: " + std::to_string(tokens[i]) + ">").value();
    const std::vector<Value> inputs{(*machine)->codec().read_output(tape).value()};
    EXPECT_EQ((*machine)->codec().read_output(std::span(after).subspan(i * places, places)).value(),
              interpreter_->trace(program, inputs).value().at(1).value)
        << i;
  }
  EXPECT_FALSE(interpreter_->gradient()->tokens("third").ok());
}

TEST_F(EngineModels, VocabulariesAreRead) {
  const auto vocabulary = [&](const std::string& name) {
    common::Pairs pairs{1, {1, 2, 3, 4, 5}, {2, 3, 4, 5, 6}};
    return load_model(path(name)).value()->prepare(std::move(pairs), {}, "x").value()->vocabulary();
  };
  EXPECT_TRUE(vocabulary("first").weights.empty());
  nn::WeightsFile file = tiny_file(5, 0.3);
  std::vector<float> vectors(16);
  for (std::size_t i = 0; i < vectors.size(); ++i) vectors[i] = static_cast<float>(i);
  file.tensors["vocabulary.vectors"] = {{2, 8}, vectors};
  file.tensors["vocabulary.weights"] = {{2}, {0.75F, 0.25F}};
  write("knowing", file);
  EXPECT_EQ(vocabulary("knowing").vectors, vectors);
  EXPECT_EQ(vocabulary("knowing").weights, (std::vector<float>{0.75F, 0.25F}));
  double sum = 0;  // of how usual tokens are: every word is one
  const auto knowing = load_model(path("knowing")).value();
  for (const double share : knowing->usage()) sum += share;
  EXPECT_NEAR(sum, 1.0, 1e-6);
  EXPECT_TRUE(load_model(path("first")).value()->usage().empty());
  const auto fault = [&](auto&& change) {
    nn::WeightsFile odd = file;
    change(odd.tensors);
    return refusal(odd).message;
  };
  EXPECT_THAT(fault([](auto& t) { t.erase("vocabulary.weights"); }), HasSubstr("one is missing"));
  EXPECT_THAT(fault([](auto& t) { t.erase("vocabulary.vectors"); }), HasSubstr("one is missing"));
  EXPECT_THAT(fault([](auto& t) {
                t["vocabulary.vectors"].shape = {4, 4};
              }),
              HasSubstr("not of shape [2, 8]"));
  EXPECT_THAT(fault([](auto& t) {
                t["vocabulary.weights"].values = {1.25F, -0.25F};
              }),
              HasSubstr("cannot be negative"));
  EXPECT_THAT(fault([](auto& t) {
                t["vocabulary.weights"].values = {0.5F, 0.25F};
              }),
              HasSubstr("sums to 0.75"));
}

TEST_F(EngineModels, UnusableWeightsSayWhy) {
  nn::WeightsFile file = tiny_file(5, 0.3);
  file.metadata["format"] = "other";
  EXPECT_THAT(refusal(file).message, HasSubstr("format 'other'"));
  file = tiny_file(5, 0.3);
  file.metadata["model.recurrent"] = "false";
  EXPECT_EQ(refusal(file).code, ErrorCode::unsupported);
  EXPECT_THAT(to_text(refusal(file)), HasSubstr("nli-torch"));
  file = tiny_file(5, 0.3);
  file.metadata["model.heads"] = "3";
  EXPECT_THAT(refusal(file).message, HasSubstr("heads=3"));
  file = tiny_file(5, 0.3);
  file.metadata["model.width"] = "wide";
  EXPECT_THAT(refusal(file).message, HasSubstr("'wide'"));
  file = tiny_file(5, 0.3);
  file.metadata["model.bias"] = "rotary";
  EXPECT_THAT(refusal(file).message, HasSubstr("rotary"));
  file = tiny_file(5, 0.3);
  file.metadata["model.positions"] = "4";
  EXPECT_THAT(refusal(file).message, HasSubstr("program_queries"));
  file = tiny_file(5, 0.3);
  file.tensors.erase("executor0.up.weight");
  EXPECT_THAT(refusal(file).message, HasSubstr("executor0.up.weight is missing"));
  file = tiny_file(5, 0.3);
  file.tensors.at("symbols.bias").values[0] = std::nanf("");
  EXPECT_THAT(refusal(file).message, HasSubstr("not finite"));
  std::ofstream(path("odd"), std::ios::binary | std::ios::trunc) << "cut off";
  EXPECT_EQ(load_model(path("odd")).error().code, ErrorCode::io);
}

TEST_F(EngineModels, WithoutWeightsTheCureIsNamed) {
  std::filesystem::remove_all(folder_);
  open();
  const auto outcome = search(*descend::make_gradient_searcher(), "");
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, ErrorCode::unsupported);
  EXPECT_THAT(
      to_text(outcome.error()),
      AllOf(HasSubstr("no weights of architecture 'nli' for domain 'tape' in " + folder_.string()),
            HasSubstr("inkling train")));
  EXPECT_FALSE(interpreter_->ready());
  EXPECT_FALSE(inductor_->ready());
  EXPECT_FALSE(search(*descend::make_latent_searcher(), "").ok());
}

TEST_F(EngineModels, AModelIsForItsDomainAndTapeAlone) {
  EXPECT_TRUE(interpreter_->ready());
  nn::WeightsFile file = tiny_file(5, 0.3);
  file.metadata["domain"] = "elsewhere";
  write("foreign", file);
  file.metadata["domain"] = "tape";
  file.metadata["tape"] = "places=7";
  write("misfit", file);
  file.metadata["tape"] = "width=7";
  write("garbled", file);
  open();
  EXPECT_EQ(interpreter_->gradient()->models(),
            (std::vector<std::string>{"first", "garbled", "longer", "misfit", "second"}));
  const auto refusal_of = [&](const std::string& model) {
    ProblemOptions options;
    options.model = model;
    const auto problem = interpreter_->gradient()->prepare(task_, options);
    return problem.ok() ? std::string() : to_text(problem.error());
  };
  EXPECT_THAT(refusal_of("foreign"),
              AllOf(HasSubstr("'foreign' was trained for domain 'elsewhere'"),
                    HasSubstr("this is domain 'tape'")));
  EXPECT_THAT(refusal_of("misfit"), HasSubstr("a tape of 5 places over 11 symbols, and that of "
                                              "domain 'tape' has 7 over 11"));
  EXPECT_THAT(refusal_of("garbled"), HasSubstr("model 'garbled': tape 'width=7' of domain 'tape'"));
  EXPECT_THAT(refusal_of("longer"), HasSubstr("does not fit the tape, which takes 6 digits"));
}

// The mean over the places that are read and the mean over the others make up that over all.
TEST_F(EngineModels, ALossLooksAtThePlacesThatAreRead) {
  const auto model = load_model(path("longer")).value();
  const std::vector<int> x{1, 2, 3, 4, 5, 6}, y{3, 1, 4, 1, 5, 9};
  const std::vector<bool> left{true, true, false, false, false, false};
  std::vector<bool> right = left;
  right.flip();
  const auto look = [&](const std::vector<int>& target, const std::vector<bool>& read) {
    const auto problem = model->prepare({1, x, target, read}, {}, "m").value();
    const LatentSpace space = problem->space();
    const std::vector<float> start =
        load_model(path("longer")).value()->prepare({1, x, y, {}}, {}, "m").value()->initial();
    std::vector<float> result(start.size() + 1);
    EXPECT_TRUE(
        problem->evaluate(TensorView<const float>(start.data(), {1, space.positions, space.width}),
                          {}, TensorView<float>(result.data(), {1}),
                          TensorView<float>(result.data() + 1, {1, space.positions, space.width})));
    return result;
  };
  const std::vector<float> all = look(y, {}), of_left = look(y, left), of_right = look(y, right);
  for (std::size_t i = 0; i < all.size(); ++i)
    EXPECT_NEAR(6 * all[i], 2 * of_left[i] + 4 * of_right[i], 1e-4) << i;
  // Without a gradient the beginnings of programs are shared, by code of its own.
  const auto quiet_loss = [&](const std::vector<bool>& read) {
    const auto problem = model->prepare({1, x, y, read}, {}, "m").value();
    const std::vector<float> start = problem->initial();
    const LatentSpace space = problem->space();
    float loss = 0.0F;
    EXPECT_TRUE(
        problem->evaluate(TensorView<const float>(start.data(), {1, space.positions, space.width}),
                          {}, TensorView<float>(&loss, {1}), {}));
    return loss;
  };
  EXPECT_NEAR(quiet_loss({}), all[0], 1e-5);
  EXPECT_NEAR(quiet_loss(left), of_left[0], 1e-5);
  EXPECT_NEAR(quiet_loss(right), of_right[0], 1e-5);
  std::vector<int> other = y;
  other[4] = 0;
  EXPECT_EQ(look(other, left), of_left);
  EXPECT_NE(look(other, right), of_right);
}

TEST_F(EngineModels, ADomainWithPlacesThatAreNotReadIsSearched) {
  nn::WeightsFile file = tiny_file(5, 0.3);
  file.metadata["tape"] = "places=5,unread=3";
  write("masked", file);
  Task task;
  task.domain = "tape";
  task.examples = {Example{{list({1, 2, 3})}, list({2, 3})},
                   Example{{list({9, 8, 7})}, list({8, 7})}};
  task_ = task;
  open();
  const auto outcome = search(*descend::make_gradient_searcher(), "starts=4,steps=4,model=masked");
  ASSERT_TRUE(outcome.ok()) << to_text(outcome.error());
  ASSERT_FALSE(outcome->candidates.empty());
  const auto output =
      interpreter_->run(outcome->candidates.front().program, task.examples[0].inputs);
  ASSERT_TRUE(output.ok());
  EXPECT_EQ(output->as_list().size(), 2U);
}

TEST_F(EngineModels, EnginesThatAreNotThereAreErrors) {
  const auto unknown = Params::parse(interpreter_->gradient()->params(), "engine=abacus");
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().code, ErrorCode::bad_param);
  if (find_cuda_device().usable) return;
  const auto outcome = search(*descend::make_gradient_searcher(), "engine=cuda");
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, ErrorCode::device);
  EXPECT_THAT(to_text(outcome.error()), HasSubstr("engine=cpu"));
}

// A card that fails as soon as it is asked.
class BurningCard : public CudaEngine {
 public:
  bool run(std::span<const Problem>, std::span<State>, const Schedule&, const Stop&,
           std::string& fault) override {
    fault = "the card caught fire";
    return false;
  }
  bool evaluate(const Problem&, std::span<const float>, const Noise&, std::span<float>,
                std::span<std::uint32_t>, std::span<float>, std::string&) override {
    return false;
  }
  std::size_t bytes(std::size_t, std::size_t) const override { return 0; }
};

TEST_F(EngineModels, TheProcessorTakesOverFromACardThatFails) {
  nn::WeightsFile file;
  ASSERT_EQ(nn::read_weights(path("first"), file), std::nullopt);
  const nn::Layout::Source source = [&](const std::string& name, std::size_t) {
    return static_cast<const float*>(file.tensors.at(name).values.data());
  };
  Model numbers;
  ASSERT_EQ(build_model(read_shape(file).value(), nn::Layout(source), numbers), std::nullopt);
  const auto model = make_model(std::move(numbers), {}, [](const Model&, Precision, std::string&) {
    return std::make_unique<BurningCard>();
  });
  const auto descend = [&](const std::string& engine) {
    ProblemOptions options;
    options.params = Params::parse(evaluation_params(), "engine=" + engine).value();
    const auto problem =
        model->prepare({1, {1, 2, 3, 4, 5}, {2, 3, 4, 5, 6}, {}}, options, "m").value();
    DescentState state;
    state.latent = problem->initial();
    Descent descent;
    descent.steps = 3;
    EXPECT_TRUE(problem->run(state, descent, Budget())->ok());
    return state;
  };
  const DescentState burned = descend("cuda"), cpu = descend("cpu");
  EXPECT_EQ(burned.step, 3U);
  EXPECT_EQ(burned.latent, cpu.latent);
  ASSERT_EQ(burned.warnings.size(), 1U);
  EXPECT_EQ(burned.warnings[0], "the card caught fire; the processor took over");
  EXPECT_TRUE(cpu.warnings.empty());
}

TEST_F(EngineModels, MemoryAndAbsurdSchedulesAreRefusedBeforeTheyAreTaken) {
  BudgetLimits small;
  small.bytes = 1000;
  const auto outcome =
      search(*descend::make_gradient_searcher(), "starts=4096,steps=100000", small);
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->reason, StopReason::memory);
  EXPECT_FALSE(outcome->candidates.empty());  // the inductors' own
  const auto problem = interpreter_->gradient()->prepare(task_, {}).value();
  DescentState none;
  EXPECT_FALSE(problem->run(none, {}, Budget())->ok());
  Descent still;
  still.steps = 0;
  DescentState state;
  state.latent = problem->initial();
  EXPECT_FALSE(problem->run(state, still, Budget())->ok());
}

TEST(CheckSizes, OfStartsLossesAndGradients) {
  const LatentSpace space{3, 8, 4};
  std::vector<float> room(48);
  const TensorView<const float> two(room.data(), {2, 3, 8});
  const auto check = [&](const TensorView<const float>& starts, std::size_t losses,
                         const TensorView<float>& gradient) {
    const auto checked =
        common::check_sizes(space, starts, TensorView<float>(room.data(), {losses}), gradient);
    return checked ? std::string() : checked.error().message;
  };
  const TensorView<float> none;
  EXPECT_EQ(check(two, 2, none), "");
  EXPECT_EQ(check(two, 2, TensorView<float>(room.data(), {2, 3, 8})), "");
  EXPECT_THAT(check(TensorView<const float>(room.data(), {2, 24}), 2, none),
              HasSubstr("[starts, 3, 8]"));
  EXPECT_THAT(check(TensorView<const float>(room.data(), {2, 3, 4}), 2, none),
              HasSubstr("[starts, 3, 8]"));
  EXPECT_THAT(check(two, 1, none), HasSubstr("1 losses"));
  EXPECT_THAT(check(two, 2, TensorView<float>(room.data(), {1, 3, 8})), HasSubstr("24 numbers"));
}

TEST_F(EngineModels, LossesAndGradientsMatchFiniteDifferences) {
  ProblemOptions options;
  options.params = Params::parse(evaluation_params(), "program_from=0.9,state_from=0.8").value();
  const auto problem = interpreter_->gradient()->prepare(task_, options).value();
  const LatentSpace space = problem->space();
  EXPECT_GT(problem->work().backward, problem->work().forward);
  const std::vector<float> start = problem->initial();
  std::vector<float> gradient(start.size());
  const auto loss_at = [&](const std::vector<float>& e, float* to) {
    float loss = 0.0F;
    const auto view = [&](auto* data) {
      return TensorView(data, {std::size_t{1}, space.positions, space.width});
    };
    EXPECT_TRUE(problem
                    ->evaluate(view(e.data()), {0.0, 11}, TensorView<float>(&loss, {1}),
                               to == nullptr ? TensorView<float>() : view(to))
                    .ok());
    return loss;
  };
  loss_at(start, gradient.data());
  for (std::size_t i = 0; i < start.size(); i += 3) {
    std::vector<float> up = start, down = start;
    up[i] += 2e-2F;
    down[i] -= 2e-2F;
    const float measured = (loss_at(up, nullptr) - loss_at(down, nullptr)) / (up[i] - down[i]);
    EXPECT_NEAR(gradient[i], measured, 2e-3F + 0.02F * std::abs(measured)) << i;
  }
}

}  // namespace
}  // namespace inkling::nli::engine
