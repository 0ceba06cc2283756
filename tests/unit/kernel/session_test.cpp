#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/rows.hpp>
#include <inkling/session.hpp>
#include <inkling/unfit.hpp>
#include <limits>

#include "support/tiny_domain.hpp"

namespace inkling::test {
namespace {

using List = Value::List;
using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;
using Rows = std::vector<std::vector<Value>>;

// The same lists, but digits below 5 only.
class SmallDomain : public TinyDomain {
 public:
  const DomainInfo& info() const override {
    static const DomainInfo info{"small", "Small", "digits below 5", {}, {}, {"narrow", "missing"},
                                 "shift"};
    return info;
  }
  Result<void> check(const Task& task) const override {
    for (const Example& example : task.examples)
      for (const Value& v : example.inputs[0].as_list())
        if (v.as_int() >= 5) return Error{ErrorCode::type, "too large"};
    return TinyDomain::check(task);
  }
};

// Any lists of digits; counts the rows that it was asked to look at.
class CountingDomain : public TinyDomain {
 public:
  explicit CountingDomain(std::shared_ptr<std::size_t> rows) : rows_(std::move(rows)) {}
  const DomainInfo& info() const override {
    static const DomainInfo info{"counted", "Counted", "counts its rows", {}, {},
                                 {"scan"},  "shift"};
    return info;
  }
  Result<void> check(const Task& task) const override {
    *rows_ += task.examples.size();
    return check_rows(task,
                      [](const std::vector<Value>& inputs, const Value*,
                         const std::string& where) -> Result<void> {
                        if (!inputs[0].is_list()) return {};
                        for (const Value& v : inputs[0].as_list())
                          if (v.is_int() && v.as_int() == 99)
                            return Error{ErrorCode::type, where + " holds 99"};
                        return {};
                      });
  }

 private:
  std::shared_ptr<std::size_t> rows_;
};

class SessionTest : public testing::Test {
 protected:
  SessionTest() {
    EXPECT_TRUE(registry_->add("small", [this](Registrar& registrar) {
      registrar.add<Domain>("small", [] { return std::make_unique<SmallDomain>(); });
      registrar.add<Domain>("counted", [this] { return std::make_unique<CountingDomain>(rows_); });
    }));
  }
  void start(int shift = 2) {
    ASSERT_TRUE(session_.set_domain("tiny"));
    for (const Example& example : shift_task(shift, {List{1, 2}, List{7}}).examples)
      ASSERT_TRUE(session_.add_example(example));
  }
  std::vector<Answer> predict(Rows queries) {
    auto answers = session_.predict(std::move(queries), {});
    EXPECT_TRUE(answers) << (answers ? "" : to_text(answers.error()));
    return answers ? *answers : std::vector<Answer>{};
  }
  static Value best(const Answer& answer) {
    return answer.outcome->candidates.at(0).predictions.at(0);
  }
  std::shared_ptr<std::size_t> rows_ = std::make_shared<std::size_t>(0);
  std::shared_ptr<TinyLog> log_ = std::make_shared<TinyLog>();
  std::unique_ptr<Registry> registry_ = tiny_registry(log_);
  Session session_{*registry_};
};

TEST_F(SessionTest, NothingWorksWithoutADomainAndSaysSo) {
  const auto added = session_.add_example({{List{1}}, List{1}});
  ASSERT_FALSE(added);
  EXPECT_THAT(added.error().message, HasSubstr("no domain"));
  EXPECT_FALSE(session_.predict({{List{1}}}, {}));
  EXPECT_FALSE(session_.parse_program("shift 1"));
  EXPECT_FALSE(session_.sample_inputs(3));
  EXPECT_FALSE(session_.set_solvers({"scan"}));
  EXPECT_FALSE(session_.ask({}));
}

TEST_F(SessionTest, DomainBringsItsSolvers) {
  EXPECT_FALSE(session_.set_domain("tinny"));
  EXPECT_EQ(session_.domain(), nullptr);
  ASSERT_TRUE(session_.set_domain("tiny"));
  EXPECT_EQ(session_.domain()->info().id, "tiny");
  EXPECT_THAT(session_.solvers(), ElementsAre("scan"));
  // "missing" is provided by no plugin.
  ASSERT_TRUE(session_.set_domain("small"));
  EXPECT_THAT(session_.solvers(), ElementsAre("narrow"));
}

TEST_F(SessionTest, ChosenSolversStayWhenTheDomainChanges) {
  ASSERT_TRUE(session_.set_domain("tiny"));
  ASSERT_TRUE(session_.set_solvers({"scan(most=3)"}));
  ASSERT_TRUE(session_.set_domain("small"));
  EXPECT_THAT(session_.solvers(), ElementsAre("scan(most=3)"));
}

TEST_F(SessionTest, ExamplesThatDoNotFitTheNewDomainAreDroppedAndCounted) {
  start();
  const auto dropped = session_.set_domain("small");
  ASSERT_TRUE(dropped);
  EXPECT_EQ(*dropped, 1U);
  ASSERT_EQ(session_.task().examples.size(), 1U);
  EXPECT_EQ(session_.task().examples[0].inputs[0], Value(List{1, 2}));
  EXPECT_EQ(session_.task().domain, "small");
}

TEST_F(SessionTest, SolversAreSetAllOrNothing) {
  ASSERT_TRUE(session_.set_domain("tiny"));
  const auto bad = session_.set_solvers({"narrow", "scan(mots=1)"});
  ASSERT_FALSE(bad);
  EXPECT_THAT(session_.solvers(), ElementsAre("scan"));
  EXPECT_FALSE(session_.set_solvers({}));
  ASSERT_TRUE(session_.set_solvers({"narrow(most=2)", "scan", "narrow"}));
  EXPECT_THAT(session_.solvers(), ElementsAre("narrow", "scan"));
}

TEST_F(SessionTest, BadExamplesAreRefusedAndNothingIsLost) {
  start();
  const auto arity = session_.add_example({{List{1}, List{2}}, List{1}});
  ASSERT_FALSE(arity);
  EXPECT_THAT(arity.error().message, HasSubstr("example 3 has 2 inputs"));
  const auto range = session_.add_example({{List{99}}, List{1}});
  ASSERT_FALSE(range);
  EXPECT_EQ(range.error().plugin, "tiny");
  const auto torn = session_.add_example({{List{7}}, List{8}});
  ASSERT_FALSE(torn);
  EXPECT_EQ(torn.error().code, ErrorCode::bad_input);
  EXPECT_THAT(torn.error().message, HasSubstr("example 3 contradicts example 2"));
  EXPECT_EQ(session_.task().examples.size(), 2U);
}

// Counted, as a clock would depend on the machine: a domain that looks at all examples whenever one
// comes looks at half a million rows here.
TEST_F(SessionTest, AnExampleCostsTheSameHoweverManyThereAre) {
  constexpr std::int64_t kMany = 1000;
  ASSERT_TRUE(session_.set_domain("counted"));
  for (std::int64_t i = 0; i < kMany; ++i)
    ASSERT_TRUE(session_.add_example({{List{1000 + i}}, List{i}}));
  EXPECT_LE(*rows_, 3U * kMany);
  // Refused ones as well, whatever is wrong with them.
  *rows_ = 0;
  for (std::int64_t i = 0; i < kMany; ++i) {
    EXPECT_FALSE(session_.add_example({{List{1000 + i}}, List{i + 1}}));
    EXPECT_FALSE(session_.add_example({{List{99}}, List{i}}));
    EXPECT_FALSE(session_.add_example({{Value(7)}, List{i}}));
  }
  EXPECT_LE(*rows_, 3U * kMany);
  EXPECT_EQ(session_.task().examples.size(), 1000U);
}

TEST_F(SessionTest, AmongManyExamplesTheRightOneIsNamed) {
  ASSERT_TRUE(session_.set_domain("counted"));
  const auto message = [&](Example example) {
    const auto added = session_.add_example(std::move(example));
    return added ? std::string() : added.error().message;
  };
  for (int i = 0; i < 22; ++i) ASSERT_TRUE(session_.add_example({{List{i}}, List{i}}));
  EXPECT_THAT(message({{List{99}}, List{1}}), testing::StartsWith("example 23 holds 99"));
  EXPECT_THAT(message({{List{17}}, List{1}}), HasSubstr("example 23 contradicts example 18"));
  EXPECT_THAT(message({{Value(3)}, List{1}}), HasSubstr("example 23: input 1 is 3, of type int"));
  EXPECT_THAT(message({{List{50}}, Value(3)}), HasSubstr("example 23: the output is 3"));
  // What was dropped contradicts nothing, and what stays still does.
  ASSERT_TRUE(session_.drop_example(17));
  EXPECT_EQ(message({{List{17}}, List{1}}), "");
  EXPECT_THAT(message({{List{18}}, List{1}}), HasSubstr("example 23 contradicts example 18"));
  // An input of no known type yet takes the type of the first that has one.
  session_.clear();
  EXPECT_EQ(message({{List{}}, List{}}), "");
  EXPECT_FALSE(session_.add_example({{List{1}, List{2}}, List{}}));
  EXPECT_EQ(message({{List{"a"}}, List{}}), "");
  EXPECT_THAT(message({{List{1}}, List{}}), HasSubstr("example 3: input 1 is [1]"));
}

TEST_F(SessionTest, ExamplesCanBeDroppedAndCleared) {
  start();
  EXPECT_FALSE(session_.drop_example(2));
  ASSERT_TRUE(session_.drop_example(0));
  EXPECT_EQ(session_.task().examples.size(), 1U);
  session_.clear();
  EXPECT_TRUE(session_.task().examples.empty());
  EXPECT_EQ(session_.task().domain, "tiny");
  EXPECT_FALSE(session_.predict({{List{1}}}, {}));
}

TEST_F(SessionTest, PredictsAndThenOnlyRunsTheInterpreter) {
  start();
  auto answers = predict({{List{8}}});
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(best(answers[0]), Value(List{0}));
  EXPECT_EQ(log_->searches, 1);
  EXPECT_EQ(best(predict({{List{3, 3}}})[0]), Value(List{5, 5}));
  EXPECT_EQ(log_->searches, 1);
  EXPECT_EQ(best(session_.answers()[0]), Value(List{5, 5}));
}

TEST_F(SessionTest, SearchesAgainWhenSomethingChanged) {
  start();
  predict({{List{8}}});
  ASSERT_TRUE(session_.add_example({{List{0}}, List{2}}));
  predict({{List{8}}});
  EXPECT_EQ(log_->searches, 2);
  session_.settings().seed = 9;
  predict({{List{8}}});
  EXPECT_EQ(log_->searches, 3);
  session_.settings().budget.evaluations = 5;
  predict({{List{8}}});
  EXPECT_EQ(log_->searches, 4);
  // A solver that was asked already keeps its answer; only the new one searches.
  ASSERT_TRUE(session_.set_solvers({"scan", "narrow"}));
  predict({{List{8}}});
  EXPECT_EQ(log_->searches, 5);
}

TEST_F(SessionTest, AnInterruptedSearchIsTriedAgain) {
  start(1);
  ASSERT_TRUE(session_.set_solvers({"sleeper"}));
  session_.settings().budget.time = 20ms;
  std::stop_source source;
  source.request_stop();
  const auto stopped = session_.predict({{List{8}}}, source.get_token());
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->at(0).outcome->reason, StopReason::cancelled);
  EXPECT_EQ(best(stopped->at(0)), Value(List{9}));  // the best so far
  EXPECT_EQ(predict({{List{8}}})[0].outcome->reason, StopReason::deadline);
  EXPECT_EQ(log_->searches, 2);
}

TEST_F(SessionTest, OneBrokenSolverLeavesTheOthersAlone) {
  start();
  ASSERT_TRUE(session_.set_solvers({"throws", "scan"}));
  const auto answers = predict({{List{8}}});
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(best(answers[0]), Value(List{0}));
  EXPECT_FALSE(answers[1].outcome);
  EXPECT_EQ(answers[1].interpreter, nullptr);
  EXPECT_EQ(predict({{List{4}}}).size(), 2U);
  EXPECT_EQ(log_->searches, 1);
}

TEST_F(SessionTest, QueriesMustFit) {
  start();
  EXPECT_FALSE(session_.predict({{List{1}, List{2}}}, {}));
  EXPECT_FALSE(session_.predict({{"text"}}, {}));
  EXPECT_EQ(session_.task().examples.size(), 2U);
}

TEST_F(SessionTest, LoadTaskTakesItsDomain) {
  session_.load_task(shift_task(3, {Value(List{1})}));
  ASSERT_NE(session_.domain(), nullptr);
  EXPECT_EQ(best(predict({{List{1}}})[0]), Value(List{4}));
  Task unknown = shift_task(3, {Value(List{1})});
  unknown.domain = "nowhere";
  session_.load_task(unknown);
  EXPECT_EQ(session_.domain()->info().id, "tiny");
  EXPECT_EQ(session_.task().examples.size(), 1U);
}

TEST_F(SessionTest, FindsProgramsByNameRankAndText) {
  start();
  const auto early = session_.find_program("scan");
  ASSERT_FALSE(early);
  EXPECT_THAT(early.error().message, HasSubstr("has no answer yet"));
  ASSERT_TRUE(session_.set_solvers({"scan(most=5)", "tiny+gradient"}));
  predict({{List{8}}});
  EXPECT_EQ(session_.find_program("scan")->program.text(), "shift 2");
  EXPECT_EQ(session_.find_program("scan(most=5)#1")->program.text(), "shift 2");
  EXPECT_EQ(session_.find_program("scan#2")->program.text(), "shift 0");
  EXPECT_FALSE(session_.find_program("scan#77"));
  EXPECT_EQ(session_.find_program("shift 7")->program.text(), "shift 7");
  EXPECT_EQ(session_.find_program("<1 1>")->program.kind(), Program::Kind::latent);
  const auto bad = session_.find_program("shift 77");
  ASSERT_FALSE(bad);
  EXPECT_TRUE(bad.error().span);
}

// An interpreter of one model, which it names in its programs.
class OfOneModel : public Interpreter, public DifferentiableInterpreter {
 public:
  explicit OfOneModel(std::string model) : model_(std::move(model)) {
    info_.id = "of-" + model_;
    info_.accepts = Program::Kind::latent;
  }
  const InterpreterInfo& info() const override { return info_; }
  const DifferentiableInterpreter* gradient() const override { return this; }
  std::vector<std::string> models() const override { return {model_}; }
  Result<Value> run(const Program&, std::span<const Value>) const override { return Value(); }
  Result<Program> parse(std::string_view text) const override {
    if (text.starts_with("<" + model_ + ":"))
      return Error{ErrorCode::parse, model_ + " reads no such program"};
    return Error{ErrorCode::not_found, "there is no such model", {"models are " + model_}};
  }
  Result<std::unique_ptr<LatentProblem>> prepare(const Task&,
                                                 const ProblemOptions&) const override {
    return Error{ErrorCode::unsupported, "not this one"};
  }

 private:
  std::string model_;
  InterpreterInfo info_;
};

TEST(SessionModels, AModelThatNobodyHasIsMetByThoseOfAllInterpreters) {
  RegistryOptions options;
  options.use_environment = options.use_default_dir = false;
  Registry registry(options);
  ASSERT_TRUE(registry.add("models", [](Registrar& registrar) {
    registrar.add<Domain>("tiny", [] { return std::make_unique<TinyDomain>(); });
    registrar.add<Language>("shift", [] { return std::make_unique<ShiftLanguage>(); });
    for (const char* model : {"one", "two"})
      registrar.add<Interpreter>(std::string("of-") + model, [model](const Domain&) {
        return std::make_unique<OfOneModel>(model);
      });
  }));
  Session session(registry);
  ASSERT_TRUE(session.set_domain("tiny"));
  const auto unknown = session.find_program("<twoo: 1>");
  ASSERT_FALSE(unknown.ok());
  EXPECT_THAT(to_text(unknown.error()), HasSubstr("models are one two"));
  EXPECT_THAT(to_text(unknown.error()), HasSubstr("did you mean 'two'?"));
  // Who knows the model has the word.
  EXPECT_THAT(session.find_program("<two: 1>").error().message, HasSubstr("two reads no such"));
}

TEST_F(SessionTest, ChecksALatentProgramAgainstASymbolicOne) {
  start();
  ASSERT_TRUE(session_.set_solvers({"scan", "tiny+gradient(starts=32)"}));
  predict({{List{8}}});
  const auto report = session_.crosscheck(*session_.find_program("scan"),
                                          *session_.find_program("tiny+gradient"), {});
  ASSERT_TRUE(report) << to_text(report.error());
  EXPECT_EQ(report->inputs, 1000U);
  EXPECT_EQ(report->agreements, 1000U);
  const auto other =
      session_.crosscheck(*session_.find_program("scan"), *session_.find_program("shift 3"), {});
  ASSERT_TRUE(other);
  EXPECT_LT(other->agreements, 1000U);
  EXPECT_EQ(other->divergences.size(), 5U);
}

TEST_F(SessionTest, AsksWhereTheLeadersDisagree) {
  ASSERT_TRUE(session_.set_domain("tiny"));
  ASSERT_TRUE(session_.add_example({{List{}}, List{}}));  // says nothing: every shift fits
  predict({{List{8}}});
  std::vector<CheckedProgram> programs;
  const auto asked = session_.ask({}, &programs);
  ASSERT_TRUE(asked);
  ASSERT_TRUE(asked->has_value());
  EXPECT_EQ(programs.size(), 9U);  // all but shift 9, which is undefined there
  EXPECT_EQ((*asked)->outputs.size(), programs.size());
  EXPECT_FALSE((*asked)->inputs[0].as_list().empty());
  ASSERT_TRUE(session_.add_example({{List{1}}, List{3}}));
  predict({{List{8}}});
  EXPECT_FALSE(session_.ask({}).value());
}

TEST_F(SessionTest, SampledInputsDependOnTheSeedOnly) {
  start();
  const auto a = session_.sample_inputs(20).value();
  EXPECT_EQ(a.size(), 20U);
  EXPECT_EQ(a, session_.sample_inputs(20).value());
  session_.settings().seed = 1;
  EXPECT_NE(a, session_.sample_inputs(20).value());
}

// Finds nothing, at once, and calls that the end of its time; says how long that was.
struct Waiting : Searcher {
  explicit Waiting(std::shared_ptr<std::chrono::nanoseconds> time) : granted(std::move(time)) {}
  const SearcherInfo& info() const override {
    static const SearcherInfo own{"waiting", "says its time", {}};
    return own;
  }
  Result<Outcome> search(const Task&, const Toolbox&, const Params&, std::uint64_t,
                         const Budget& budget, ProgressSink*) const override {
    *granted = budget.limits().time;
    Outcome outcome;
    outcome.reason = StopReason::deadline;
    return outcome;
  }
  std::shared_ptr<std::chrono::nanoseconds> granted;
};

// Takes lists of one digit, like a network with a short tape.
class ShortTape : public Searcher {
 public:
  const SearcherInfo& info() const override { return info_; }
  Result<Outcome> search(const Task& task, const Toolbox&, const Params&, std::uint64_t,
                         const Budget&, ProgressSink*) const override {
    for (const Example& example : task.examples)
      if (example.inputs[0].as_list().size() > 1)
        return Error{ErrorCode::bad_input, "a list of two does not fit the tape"};
    return Outcome{};
  }

 private:
  SearcherInfo info_{"short", "takes short lists", {}};
};

class TapeDomain : public TinyDomain {
 public:
  const DomainInfo& info() const override {
    static const DomainInfo info{
        "taped", "Taped", "lists of digits", {}, {}, {"scan", "short", "throws"}, "shift"};
    return info;
  }
};

// A question that a default solver does not take has the answers of the others; who names it is
// told why, and so is everybody where nobody answers or something is broken.
TEST_F(SessionTest, DefaultSolversThatDoNotTakeTheQuestionAreLeftOut) {
  ASSERT_TRUE(registry_->add("taped", [&](Registrar& registrar) {
    registrar.add<Domain>("taped", [] { return std::make_unique<TapeDomain>(); });
    registrar.add<Searcher>("short", [] { return std::make_unique<ShortTape>(); });
    registrar.add_solver({"short", "takes short lists", "short"});
  }));
  ASSERT_TRUE(session_.set_domain("taped"));
  const auto solvers_for = [&](const Value::List& list) {
    session_.clear();
    Value::List output = list;
    for (Value& digit : output) digit = Value(digit.as_int() + 1);
    EXPECT_TRUE(session_.add_example({{Value(list)}, Value(output)}));
    std::vector<std::string> names;
    for (const Answer& answer : predict({{List{8}}})) names.push_back(answer.solver);
    return names;
  };
  EXPECT_THAT(solvers_for({1}), ElementsAre("scan", "short", "throws"));
  EXPECT_THAT(solvers_for({1, 2}), ElementsAre("scan", "throws"));
  ASSERT_TRUE(session_.set_solvers({"scan", "short"}));
  EXPECT_THAT(solvers_for({1, 2}), ElementsAre("scan", "short"));
  std::vector<Answer> refused;
  refused.push_back({"short", Error{ErrorCode::bad_input, "does not fit"}});
  leave_out_unfit(refused, 1);
  EXPECT_EQ(refused.size(), 1U);
  // A latent program that reproduces nothing says nothing beside one that reproduces all.
  const auto answer = [](Program program, std::size_t fits) {
    Outcome outcome;
    outcome.candidates.push_back({std::move(program), 0.0});
    outcome.candidates.back().fits = fits;
    return Answer{"any", std::move(outcome)};
  };
  const auto latent = [] { return Program::latent("net", {{1, 1, 0}, {0.5F}, {}, "m"}); };
  const auto left = [&](std::size_t symbolic, std::size_t fits) {
    std::vector<Answer> answers;
    answers.push_back(answer(ShiftLanguage::program(1), symbolic));
    answers.push_back(answer(latent(), fits));
    leave_out_unfit(answers, 2);
    return answers.size();
  };
  EXPECT_EQ(left(2, 0), 1U);
  EXPECT_EQ(left(2, 1), 2U);
  EXPECT_EQ(left(1, 0), 2U);
}

TEST_F(SessionTest, WhoConfirmsAnAnswerHasATenthOfTheTime) {
  const auto granted = std::make_shared<std::chrono::nanoseconds>();
  ASSERT_TRUE(registry_->add("waiting", [&](Registrar& registrar) {
    registrar.add<Searcher>("waiting", [granted] { return std::make_unique<Waiting>(granted); });
    registrar.add_solver({"waiting", "says its time", "waiting"});
  }));
  start();
  session_.settings().budget.time = 50s;
  const auto time_after = [&](std::vector<std::string> solvers) {
    EXPECT_TRUE(session_.set_solvers(std::move(solvers)));
    predict({{List{8}}});
    return *granted;
  };
  EXPECT_EQ(time_after({"scan", "waiting"}), 5s);
  EXPECT_EQ(time_after({"waiting", "scan"}), 50s);          // searched again: it has more time now
  EXPECT_EQ(time_after({"scan(most=0)", "waiting"}), 50s);  // which fits not all
  session_.settings().budget.time = 2s;
  EXPECT_EQ(time_after({"scan", "waiting"}), 1s);
  // What evaluations end must not depend on the clock.
  session_.settings().budget.evaluations = 1000;
  EXPECT_EQ(time_after({"scan", "waiting"}), 2s);
}

class Nothing : public Interpreter {
 public:
  const InterpreterInfo& info() const override {
    static const InterpreterInfo info{"nothing", "runs nothing"};
    return info;
  }
  Result<Value> run(const Program&, std::span<const Value>) const override { return Value(); }
};

// An answer of one program; the interpreter is only a name here.
Answer answer_of(const std::string& solver, std::size_t fits, double score,
                 const Interpreter* interpreter, Program::Kind kind = Program::Kind::symbolic,
                 std::string note = {}) {
  Candidate candidate{kind == Program::Kind::symbolic
                          ? Program::symbolic("language", solver, 1, nullptr)
                          : Program::latent("language", LatentCode{}),
                      score, std::move(note), fits};
  Outcome outcome;
  outcome.candidates.push_back(std::move(candidate));
  return {solver, std::move(outcome), interpreter};
}

std::vector<std::string> order(std::vector<Answer> answers) {
  best_first(answers, 3);
  std::vector<std::string> names;
  for (const Answer& answer : answers) names.push_back(answer.solver);
  return names;
}

TEST(BestFirst, TheShortestProgramThatFitsHasTheWord) {
  const Nothing one;
  const Nothing other;
  const auto symbolic = Program::Kind::symbolic;
  EXPECT_THAT(order({answer_of("long", 3, 20, &one), answer_of("short", 3, 10, &one)}),
              ElementsAre("short", "long"));
  EXPECT_THAT(order({answer_of("misses", 2, 1, &one), answer_of("fits", 3, 20, &one)}),
              ElementsAre("fits", "misses"));
  EXPECT_THAT(order({answer_of("a", 3, 10, &one), answer_of("b", 3, 10, &one)}),
              ElementsAre("a", "b"));
  EXPECT_THAT(order({answer_of("first", 3, 20, &one), answer_of("elsewhere", 3, 1, &other),
                     answer_of("second", 3, 10, &one)}),
              ElementsAre("second", "first", "elsewhere"))
      << "lengths in another language are other lengths";
  EXPECT_THAT(order({answer_of("repeats", 3, 1, &one, symbolic, "repeats an output"),
                     answer_of("computes", 3, 20, &one)}),
              ElementsAre("computes", "repeats"));
  const auto latent = Program::Kind::latent;
  EXPECT_THAT(order({answer_of("a", 3, 20, &one, latent), answer_of("b", 3, 10, &one, latent)}),
              ElementsAre("a", "b"))
      << "a loss is no length";
  Answer error{"error", Error{ErrorCode::internal, "broken"}};
  EXPECT_THAT(order({error, answer_of("fits", 3, 20, &one)}), ElementsAre("fits", "error"));
}

// A program that fits keeps the word, whatever is remarked of it or scored beside it.
TEST(BestFirst, WhatDoesNotFitIsNeverInFrontOfWhatDoes) {
  const Nothing one;
  Answer answer = answer_of("repeats", 3, 40, &one, Program::Kind::symbolic, "repeats an output");
  answer.outcome->candidates.push_back(answer_of("misses", 2, 1, &one).outcome->candidates[0]);
  std::vector<Answer> answers{answer};
  best_first(answers, 3);
  EXPECT_EQ(answers[0].outcome->candidates[0].program.text(), "repeats");
}

TEST(BestFirst, AScoreThatIsNoNumberIsTheWorst) {
  const Nothing one;
  const double none = std::numeric_limits<double>::quiet_NaN();
  const double never = std::numeric_limits<double>::infinity();
  for (const double bad : {none, never, -never}) {
    EXPECT_THAT(order({answer_of("bad", 3, bad, &one), answer_of("good", 3, 20, &one)}),
                ElementsAre("good", "bad"))
        << bad;
    EXPECT_THAT(order({answer_of("good", 3, 20, &one), answer_of("bad", 3, bad, &one)}),
                ElementsAre("good", "bad"))
        << bad;
  }
  EXPECT_THAT(order({answer_of("b", 3, 20, &one), answer_of("bad", 3, none, &one),
                     answer_of("a", 3, 10, &one), answer_of("c", 3, 30, &one)}),
              ElementsAre("a", "b", "c", "bad"));
}

// The reading with the greatest weight wins, with its shortest program.
TEST(BestFirst, ProgramsThatSayTheSameStandTogether) {
  const Nothing one;
  const auto with = [&](const std::string& solver,
                        const std::vector<std::pair<double, std::string>>& programs) {
    Answer answer = answer_of(solver, 3, 0, &one);
    answer.outcome->candidates.clear();
    for (const auto& [score, says] : programs) {
      Candidate candidate{
          Program::symbolic("language", solver + says + std::to_string(score), 1, nullptr), score};
      candidate.fits = 3;
      candidate.predictions = {Value(says)};
      answer.outcome->candidates.push_back(std::move(candidate));
    }
    return answer;
  };
  std::vector<Answer> answers{with("a", {{10, "x"}, {12, "y"}}),
                              with("b", {{10.5, "y"}, {11, "y"}})};
  best_first(answers, 3);
  EXPECT_EQ(answers[0].solver, "b") << "half a bit longer, but three programs say it";
  EXPECT_EQ(answers[0].outcome->candidates[0].predictions, (std::vector<Value>{"y"}));
  std::vector<Answer> inside{with("a", {{10, "x"}, {10.2, "y"}, {10.3, "y"}}),
                             with("b", {{20, "y"}})};
  best_first(inside, 3);
  EXPECT_EQ(inside[0].solver, "a");
  EXPECT_EQ(inside[0].outcome->candidates[0].predictions, (std::vector<Value>{"y"}));
  EXPECT_EQ(inside[0].outcome->candidates[1].score, 10) << "the others keep their order";
  std::vector<Answer> far{with("a", {{10, "x"}}), with("b", {{13, "y"}, {13, "y"}})};
  best_first(far, 3);
  EXPECT_EQ(far[0].solver, "a");
}

TEST(LimitsAfter, WhatConfirmsHasATenthOfTheTime) {
  const Nothing one;
  const Nothing other;
  BudgetLimits limits;
  limits.time = 30s;
  const std::vector<Answer> found{answer_of("fits", 3, 20, &one)};
  EXPECT_EQ(limits_after(found, one, 3, limits).time, 3s);
  EXPECT_EQ(limits_after(found, other, 3, limits).time, 30s) << "of another language";
  EXPECT_EQ(limits_after(found, one, 4, limits).time, 30s) << "it does not fit all";
  limits.time = 2s;
  EXPECT_EQ(limits_after(found, one, 3, limits).time, 1s);
  limits.evaluations = 100;
  EXPECT_EQ(limits_after(found, one, 3, limits).time, 2s) << "the clock decides nothing";
}

// A generator that makes what its domain does not take: such inputs are left out, and where there
// are no others that is said.
class Careless : public test::TinyDomain {
 public:
  explicit Careless(int good_of_ten) : good_of_ten_(good_of_ten) {}
  const DomainInfo& info() const override {
    static const DomainInfo info{"careless", "Careless", "", {}, {}, {"scan"}, "shift", {}};
    return info;
  }
  std::vector<Value> sample_inputs(const Task&, Rng& rng) const override {
    return {Value(Value::List{rng.uniform(0, 9) < good_of_ten_ ? 5 : 11})};
  }

 private:
  int good_of_ten_;
};

Result<std::vector<std::vector<Value>>> careless_inputs(int good_of_ten) {
  const auto registry = test::tiny_registry();
  EXPECT_TRUE(registry->add("careless", [&](Registrar& registrar) {
    registrar.add<Domain>("careless",
                          [good_of_ten] { return std::make_unique<Careless>(good_of_ten); });
  }));
  Session session(*registry);
  EXPECT_TRUE(session.set_domain("careless"));
  EXPECT_TRUE(session.add_example({{Value(Value::List{1})}, Value(Value::List{2})}));
  return session.sample_inputs(100);
}

TEST(Session, InputsThatTheDomainDoesNotTakeItselfAreLeftOut) {
  const auto some = careless_inputs(7);
  ASSERT_TRUE(some.ok()) << to_text(some.error());
  EXPECT_EQ(some->size(), 100U);
  for (const auto& row : *some) EXPECT_EQ(row[0], Value(Value::List{5}));
  const auto none = careless_inputs(0);
  ASSERT_FALSE(none.ok());
  EXPECT_NE(
      none.error().message.find("domain 'careless' makes no inputs like those of the examples"),
      std::string::npos)
      << none.error().message;
  EXPECT_NE(none.error().message.find("[11]"), std::string::npos);
}

}  // namespace
}  // namespace inkling::test
