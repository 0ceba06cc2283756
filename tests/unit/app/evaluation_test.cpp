// Solvers on fresh tasks, and which models an evaluation takes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <inkling/app/model_choice.hpp>
#include <inkling/app/model_evaluation.hpp>
#include <inkling/app/solver_names.hpp>

#include "support/scratch_folder.hpp"
#include "support/tiny_domain.hpp"

namespace inkling::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class EvaluationTest : public ::testing::Test {
 protected:
  Result<EvaluationTable> run(std::vector<std::string> solvers, unsigned jobs = 1,
                              std::stop_token stop = {}) {
    EvaluationOptions options;
    options.domain = "tiny";
    options.params = "queries=2";
    options.solvers = std::move(solvers);
    options.tasks = 30;
    options.jobs = jobs;
    return evaluate(*registry_, options, stop);
  }
  std::unique_ptr<Registry> registry_ = test::tiny_registry();
};

TEST_F(EvaluationTest, CountsWhatIsRight) {
  const auto both = run({"scan", "narrow"});
  ASSERT_TRUE(both.ok());
  ASSERT_EQ(both->rows.size(), 2U);
  EXPECT_EQ(both->rows[0].counts.right, 30U);
  EXPECT_EQ(both->rows[0].counts.tasks, 30U);
  // Few shifts: some tasks, and not all.
  EXPECT_GT(both->rows[1].counts.right, 0U);
  EXPECT_LT(both->rows[1].counts.right, 30U);
  EXPECT_THAT(to_text(*both, 0, false), HasSubstr("scan    30/30  1.000     "));
}

TEST_F(EvaluationTest, JobsChangeNothing) {
  const auto one = run({"scan", "narrow"}, 1);
  const auto three = run({"scan", "narrow"}, 3);
  ASSERT_TRUE(one.ok() && three.ok());
  EXPECT_EQ(to_json(*one, false), to_json(*three, false));
}

TEST_F(EvaluationTest, WithoutSolversTheDomainsOwn) {
  const auto own = run({});
  ASSERT_TRUE(own.ok());
  EXPECT_THAT(to_json(*own, false),
              ::testing::MatchesRegex(R"(\{"rows":\[\{"solver":"scan","accuracy":1\.0,"tasks":30,)"
                                      R"("unfit":0,"evaluations":[0-9]+\}\]\})"));
  EXPECT_THAT(to_json(*own, true), HasSubstr(R"(,"seconds":)"));
}

// Solves what fits: as a network does whose tape has two places.
class ShortSearcher : public Searcher {
 public:
  const SearcherInfo& info() const override {
    static const SearcherInfo info{"short", "", {}};
    return info;
  }
  Result<Outcome> search(const Task& task, const Toolbox&, const Params&, std::uint64_t,
                         const Budget&, ProgressSink*) const override {
    for (const Example& example : task.examples)
      if (const std::size_t size = example.inputs[0].as_list().size(); size > 2)
        return Error{ErrorCode::bad_input,
                     "a list of " + std::to_string(size) + " elements does not fit"};
    Outcome outcome;
    for (int shift = 0; shift < test::kTinyModulus; ++shift)
      outcome.candidates.push_back({test::ShiftLanguage::program(shift), 0.0});
    return outcome;
  }
};

TEST_F(EvaluationTest, TasksThatDoNotFitAreCountedAndTheOthersRun) {
  ASSERT_TRUE(registry_->add("short", [](Registrar& registrar) {
    registrar.add<Searcher>("short", [] { return std::make_unique<ShortSearcher>(); });
    registrar.add_solver({"short", "", "short"});
  }));
  const auto made = run({"short", "scan"}, 2);
  ASSERT_TRUE(made.ok()) << made.error().message;
  const Counts& counts = made->rows[0].counts;
  EXPECT_EQ(counts.tasks, 30U);
  EXPECT_GT(counts.unfit, 0U);
  EXPECT_LT(counts.unfit, 30U);
  EXPECT_EQ(counts.right, 30U - counts.unfit);
  EXPECT_THAT(counts.unfit_reason, ::testing::MatchesRegex("a list of [34] elements does not fit"));
  EXPECT_EQ(made->rows[1].counts.unfit, 0U);
  const std::string line = "  short: " + std::to_string(counts.unfit) +
                           " of 30 tasks do not fit, and count as not solved: a list of ";
  EXPECT_THAT(to_text(*made, 0, false), HasSubstr(line));
  EXPECT_THAT(to_text(*made, 0, false), Not(HasSubstr("scan: ")));
  EXPECT_THAT(to_json(*made, false), HasSubstr("\"unfit\":" + std::to_string(counts.unfit) +
                                               ",\"unfit_reason\":\"a list"));
  EXPECT_EQ(run({"short"}, 1)->rows[0].counts.unfit_reason, counts.unfit_reason);
}

TEST_F(EvaluationTest, OtherFaultsOfASolverEndIt) {
  EXPECT_EQ(run({"throws"}).error().code, ErrorCode::plugin);
}

TEST_F(EvaluationTest, AStopLeavesTheRowsBeforeIt) {
  std::stop_source source;
  source.request_stop();
  const auto stopped = run({"scan"}, 1, source.get_token());
  ASSERT_TRUE(stopped.ok());
  EXPECT_TRUE(stopped->stopped);
  EXPECT_TRUE(stopped->rows.empty());
}

TEST_F(EvaluationTest, NothingIsRightWithoutAQuery) {
  EvaluationOptions options;
  options.domain = "tiny";
  const auto none = evaluate(*registry_, options, {});
  ASSERT_FALSE(none.ok());
  EXPECT_THAT(none.error().message, HasSubstr("domain 'tiny' gave a task without a query"));
}

TEST_F(EvaluationTest, WrongNamesAreRefusedBeforeAnythingRuns) {
  EXPECT_THAT(run({"scan", "scam"}).error().notes.front(), HasSubstr("scan"));
  EvaluationOptions options;
  options.domain = "tinny";
  EXPECT_EQ(evaluate(*registry_, options, {}).error().code, ErrorCode::not_found);
  options.domain = "tiny";
  options.params = "lenght=3";
  EXPECT_EQ(evaluate(*registry_, options, {}).error().code, ErrorCode::bad_param);
}

class ModelsTest : public EvaluationTest {
 protected:
  std::string weights(const std::string& metadata) const {
    const std::string header = "{\"__metadata__\":{" + metadata + "}}";
    std::string text(8, '\0');
    text[0] = static_cast<char>(header.size());
    return scratch_.write("evaluated.safetensors", text + header).string();
  }
  Error refused(const std::string& metadata, const std::string& domain = {}) {
    ModelEvaluationOptions options;
    options.architecture = "tiny-latent";
    options.domain = domain;
    options.weights = {weights(metadata)};
    const auto made = ModelEvaluation::make(*registry_, options, {}, {});
    return made ? Error{ErrorCode::internal, "accepted"} : made.error();
  }

  test::ScratchFolder scratch_;
};

TEST_F(ModelsTest, FilesOfAnotherKindAreRefusedByName) {
  const Error architecture = refused(R"("architecture":"other","domain":"tiny")");
  EXPECT_EQ(architecture.code, ErrorCode::plugin);
  EXPECT_THAT(architecture.message,
              HasSubstr("are for architecture 'other', and tiny-latent is needed"));
  EXPECT_THAT(refused(R"("architecture":"tiny-latent","domain":"moon")", "tiny").message,
              HasSubstr("are for domain 'moon', and tiny is needed"));
  EXPECT_EQ(refused(R"("architecture":"tiny-latent","domain":"moon")").code, ErrorCode::not_found);
  // Nothing is in or out of distribution there.
  EXPECT_THAT(refused(R"("architecture":"tiny-latent","domain":"tiny")").message,
              HasSubstr("has no parameter 'part'"));
}

TEST_F(ModelsTest, WithoutModelsTheCureIsSaid) {
  ModelEvaluationOptions options;
  options.architecture = "tiny-latent";
  const auto made = ModelEvaluation::make(*registry_, options, {}, {});
  ASSERT_FALSE(made.ok());
  EXPECT_THAT(made.error().message, HasSubstr("no weights of 'tiny-latent'"));
  EXPECT_THAT(made.error().notes.front(), HasSubstr("inkling train tiny-latent"));
}

// ---- a weights file in place of those that are found

class ChoiceTest : public ModelsTest {
 protected:
  void SetUp() override {
    const auto none = [](const Domain&) { return std::unique_ptr<Interpreter>(); };
    ASSERT_TRUE(registry_->add("nets", [&](Registrar& registrar) {
      registrar.add<Interpreter>("net", none);
      registrar.add<Interpreter>("knot", none);
      registrar.add_solver({"net", "", "narrow-search"});
      registrar.add_solver({"net+scan", "", "scan"});
    }));
  }
  Result<std::vector<std::string>> choose(const std::string& metadata,
                                          const std::vector<std::string>& solvers, bool named) {
    const auto facts = open_model(*registry_, weights(metadata));
    if (!facts) return facts.error();
    file_ = facts->file.string();
    const auto domain = registry_->domain("tiny");
    return with_model(*registry_, **domain, *facts, solvers, named);
  }
  std::string file_;
};

constexpr const char* kNet = R"("architecture":"net","domain":"tiny")";

TEST_F(ChoiceTest, SolversOfTheArchitectureTakeTheFile) {
  const auto chosen = choose(kNet, {"scan", "net+scan(most=3)", "net-torch", "net(model=a)"}, true);
  // TinyDomain has no tape, so nothing is read there.
  ASSERT_FALSE(chosen.ok());
  EXPECT_EQ(chosen.error().code, ErrorCode::unsupported);
  const auto facts = open_model(*registry_, weights(kNet));
  ASSERT_TRUE(facts.ok()) << facts.error().message;
  const std::string file = facts->file.string();
  const auto added = add_model(*facts, {"scan", "net+scan(most=3)", "net-torch", "net(model=a)"});
  ASSERT_TRUE(added.ok());
  EXPECT_THAT(*added, ElementsAre("scan", "net+scan(model=" + file + ",most=3)",
                                  "net-torch(model=" + file + ")", "net(model=a)"));
}

TEST_F(ChoiceTest, WhatDoesNotFitIsRefusedByName) {
  const auto open = [&](const std::string& metadata) {
    const auto facts = open_model(*registry_, weights(metadata));
    return facts ? Error{ErrorCode::internal, "accepted"} : facts.error();
  };
  EXPECT_THAT(open(R"("architecture":"yarn","domain":"tiny")").message,
              HasSubstr("evaluated.safetensors is of architecture 'yarn'"));
  EXPECT_THAT(open(R"("domain":"tiny")").message, HasSubstr("name no architecture"));
  EXPECT_THAT(open(R"("architecture":"net","domain":"moon")").message,
              HasSubstr("evaluated.safetensors: "));
  EXPECT_EQ(open_model(*registry_, "/no/such.safetensors").error().code, ErrorCode::io);
  EXPECT_THAT(choose(kNet, {"scan"}, true).error().message, HasSubstr("tape"));
}

// A searcher that writes programs by weights of its own, or that a guide leads.
class NamedSearcher : public Searcher {
 public:
  NamedSearcher(const char* id, const char* param)
      : info_{id, "", {{param, ParamType::text, "", "weights"}}} {}
  const SearcherInfo& info() const override { return info_; }
  Result<Outcome> search(const Task&, const Toolbox&, const Params&, std::uint64_t, const Budget&,
                         ProgressSink*) const override {
    return Outcome{};
  }

 private:
  SearcherInfo info_;
};

class WriterChoiceTest : public ChoiceTest {
 protected:
  void SetUp() override {
    ChoiceTest::SetUp();
    ASSERT_TRUE(registry_->add("writers", [&](Registrar& registrar) {
      registrar.add<Searcher>("quill",
                              [] { return std::make_unique<NamedSearcher>("quill", "model"); });
      registrar.add_solver({"quill", "", "quill"});
      registrar.add<Searcher>("led",
                              [] { return std::make_unique<NamedSearcher>("led", "guide"); });
      SolverPreset led{"led", "", "led", "lantern"};
      led.spare = true;
      registrar.add_solver(std::move(led));
    }));
  }
};

TEST_F(WriterChoiceTest, AWriterTakesWeightsOfItsArchitecture) {
  EXPECT_THAT(solver_architectures(*registry_), ElementsAre("knot", "net", "quill", "tiny-latent"));
  const auto facts = open_model(*registry_, weights(R"("architecture":"quill","domain":"tiny")"));
  ASSERT_TRUE(facts.ok()) << facts.error().message;
  const auto added = add_model(*facts, {"scan", "quill"});
  ASSERT_TRUE(added.ok());
  EXPECT_THAT(*added, ElementsAre("scan", "quill(model=" + facts->file.string() + ")"));
}

TEST_F(WriterChoiceTest, WeightsOfAGuideAreNamedToTheSolversThatItLeads) {
  const std::string file = weights(R"("architecture":"lantern","domain":"tiny")");
  const auto facts = open_model(*registry_, file);
  ASSERT_FALSE(facts.ok());
  EXPECT_EQ(facts.error().code, ErrorCode::unsupported);
  EXPECT_THAT(facts.error().message, HasSubstr("guides searches and writes no programs"));
  EXPECT_THAT(facts.error().notes,
              ElementsAre("name it to the solver instead: led(guide=" + file + ")"));
}

TEST(SolverNames, ReferencesAreSiblings) {
  EXPECT_EQ(sibling("net+gradient", true), "net-torch+gradient");
  EXPECT_EQ(sibling("net", true), "net-torch");
  EXPECT_EQ(sibling("net-torch+prior", true), "net-torch+prior");
  EXPECT_EQ(sibling("net-torch+prior", false), "net+prior");
  EXPECT_EQ(sibling("net-torchy", false), "net-torchy");
}

TEST(SolverNames, ArchitecturesAndTheirSolvers) {
  Registry registry{{{}, {}, false, false}};
  ASSERT_TRUE(registry.add("nets", [](Registrar& registrar) {
    const auto none = [](const Domain&) { return std::unique_ptr<Interpreter>(); };
    registrar.add<Interpreter>("net", none);
    registrar.add<Interpreter>("net-torch", none);
    for (const char* id : {"net", "net+b", "net-torch+b", "netting", "net-torch+c"})
      registrar.add_solver({id, "", "search"});
  }));
  EXPECT_THAT(architectures(registry), ElementsAre("net"));
  EXPECT_THAT(solvers_of(registry, "net"), ElementsAre("net", "net+b", "net+c"));
  EXPECT_EQ(available_solver(registry, "net+b"), "net+b");
  EXPECT_EQ(available_solver(registry, "net+c"), "net-torch+c");
  EXPECT_EQ(available_solver(registry, "net+d"), "net+d");
  EXPECT_EQ(reference_solver(registry, "net+b(x=1)"), "net-torch+b(x=1)");
  EXPECT_EQ(reference_solver(registry, "net"), "");
  EXPECT_EQ(reference_solver(registry, "net-torch+b"), "");
}

}  // namespace
}  // namespace inkling::app
