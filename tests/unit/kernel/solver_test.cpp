#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/solver.hpp>
#include <thread>

#include "support/tiny_domain.hpp"

namespace inkling::test {
namespace {

using List = Value::List;
using testing::HasSubstr;
using namespace std::chrono_literals;

class SolverTest : public testing::Test {
 protected:
  Result<Solver> make(std::string_view text) { return Solver::make(*registry_, text, *domain_); }
  std::string why_not(std::string_view text) {
    const Result<Solver> solver = make(text);
    return solver ? "made" : to_text(solver.error());
  }
  Task task(int shift) {
    Task task = shift_task(shift, {List{1, 2}, List{7}, List{}});
    task.queries = {{{List{8}}, Value(List{0})}};
    return task;
  }
  std::shared_ptr<TinyLog> log_ = std::make_shared<TinyLog>();
  std::unique_ptr<Registry> registry_ = tiny_registry(log_);
  const Domain* domain_ = registry_->domain("tiny").value();
};

TEST_F(SolverTest, TextPrintsBackWithTheChangesOnly) {
  EXPECT_EQ(make("scan")->text(), "scan");
  EXPECT_EQ(make("scan(most=9)")->text(), "scan");
  EXPECT_EQ(make("narrow")->text(), "narrow");
  EXPECT_EQ(make("narrow")->params().get_int("most"), 2);
  EXPECT_EQ(make("narrow(most=9)")->text(), "narrow(most=9)");
  const std::string text = R"j(scan(most=3,label="a, b)"))j";
  ASSERT_TRUE(make(text));
  EXPECT_EQ(make(text)->text(), text);
  EXPECT_EQ(make(make(text)->text())->params(), make(text)->params());
}

TEST_F(SolverTest, RefusalsSayWhatIsWrong) {
  EXPECT_THAT(why_not("scna"), HasSubstr("did you mean 'scan'?"));
  EXPECT_THAT(why_not("scan(mots=1)"), HasSubstr("did you mean 'most'?"));
  EXPECT_THAT(why_not("scan(most=10)"), HasSubstr("from 0 to 9"));
  EXPECT_THAT(why_not("scan("), HasSubstr("expected ')'"));
  EXPECT_THAT(why_not("elsewhere"), HasSubstr("does not work on domain 'tiny'"));
  EXPECT_THAT(why_not("no-gradient"), HasSubstr("gives no gradient"));
}

// An inductor that finds no model for the domain, and takes one that is named.
class NamedModelInductor : public Inductor {
 public:
  const InductorInfo& info() const override {
    static const InductorInfo info{
        "named", "", "", {{"model", ParamType::text, "auto", "which", {}, {}, {}}}};
    return info;
  }
  Result<void> ready() const override {
    return Error{ErrorCode::unsupported, "there is no model", {"put one there"}};
  }
  Result<std::vector<ScoredProgram>> propose(const Task&, std::size_t, const Params&,
                                             Rng&) const override {
    return std::vector<ScoredProgram>();
  }
};

TEST_F(SolverTest, AModelThatIsNamedNeedNotBeFound) {
  ASSERT_TRUE(registry_->add("named", [](Registrar& registrar) {
    registrar.add<Inductor>("named",
                            [](const Domain&) { return std::make_unique<NamedModelInductor>(); });
    registrar.add_solver({"named", "", "scan", "named"});
  }));
  for (const char* text : {"named", "named(model=auto)", "named(most=3)"}) {
    EXPECT_THAT(why_not(text), HasSubstr("does not work on domain 'tiny': there is no model"));
    EXPECT_THAT(why_not(text), HasSubstr("put one there"));
  }
  EXPECT_EQ(make("named(model=a.safetensors)")->text(), "named(model=a.safetensors)");
}

TEST_F(SolverTest, DoesWithoutAnInductorThatIsToSpare) {
  ASSERT_TRUE(registry_->add("spare", [](Registrar& registrar) {
    SolverPreset preset{"needy", "", "scan", "nobody"};
    registrar.add_solver(preset);
    preset.id = "spare";
    preset.spare = true;
    registrar.add_solver(preset);
    preset.id = "unready";  // one that is there and has no model
    preset.inductor = "named";
    registrar.add_solver(preset);
    registrar.add<Inductor>("named",
                            [](const Domain&) { return std::make_unique<NamedModelInductor>(); });
  }));
  EXPECT_THAT(why_not("needy"), HasSubstr("nobody"));
  for (const char* text : {"spare", "unready"}) {
    const auto solver = make(text);
    ASSERT_TRUE(solver) << to_text(solver.error());
    EXPECT_TRUE(solver->solve(task(1), 0, Budget()));
  }
}

TEST_F(SolverTest, RanksMergesAndRunsTheCandidates) {
  const auto outcome = make("scan")->solve(task(2), 0, Budget());
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  ASSERT_EQ(outcome->candidates.size(), 10U);  // shift 0 was proposed twice
  const Candidate& best = outcome->candidates[0];
  EXPECT_EQ(best.program.text(), "shift 2");
  EXPECT_EQ(best.fits, 3U);
  EXPECT_EQ(best.outputs, (std::vector<Value>{List{3, 4}, List{9}, List{}}));
  EXPECT_EQ(best.predictions, (std::vector<Value>{List{0}}));
  // The others reproduce the empty list; among them the smaller score comes first.
  EXPECT_EQ(outcome->candidates[1].program.text(), "shift 0");
  EXPECT_EQ(outcome->candidates[1].score, 0.0);
  EXPECT_EQ(outcome->candidates[1].fits, 1U);
  // shift 9 is undefined on the empty list.
  EXPECT_EQ(outcome->candidates[9].program.text(), "shift 9");
  EXPECT_EQ(outcome->candidates[9].fits, 0U);
  EXPECT_TRUE(outcome->candidates[9].outputs[2].is_undefined());
}

// Two spellings of one function are one candidate; what differs somewhere stays.
class SpellingSearcher : public Searcher {
 public:
  const SearcherInfo& info() const override {
    static const SearcherInfo info{"spelling", "", {}};
    return info;
  }
  Result<Outcome> search(const Task&, const Toolbox&, const Params&, std::uint64_t, const Budget&,
                         ProgressSink*) const override {
    Outcome outcome;
    const auto add = [&](const char* text, double score) {
      outcome.candidates.push_back({Program::symbolic("shift", text, 2, nullptr), score});
    };
    add("shift  0", 2);
    add("shift 0", 1);
    add("shift 9", 3);
    return outcome;
  }
};

TEST_F(SolverTest, TwoSpellingsOfOneFunctionAreOneCandidate) {
  ASSERT_TRUE(registry_->add("spelling", [](Registrar& registrar) {
    registrar.add<Searcher>("spelling", [] { return std::make_unique<SpellingSearcher>(); });
    registrar.add_solver({"spelling", "", "spelling"});
  }));
  Task task = shift_task(0, {Value(List{})});
  task.queries = {{{List{1}}}};
  const auto outcome = make("spelling")->solve(task, 0, Budget());
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  ASSERT_EQ(outcome->candidates.size(), 2U);  // that which fits once, and what does not
  EXPECT_EQ(outcome->candidates[0].program.text(), "shift 0");
  EXPECT_EQ(outcome->candidates[1].program.text(), "shift 9");
  // Shifts agree on the empty list, and nowhere else.
  const auto all = make("scan")->solve(task, 0, Budget());
  ASSERT_TRUE(all);
  EXPECT_EQ(all->candidates.size(), 10U);
}

TEST_F(SolverTest, NoSearcherSeesAnAnswer) {
  ASSERT_TRUE(make("scan")->solve(task(2), 0, Budget()));
  EXPECT_EQ(log_->searches, 1);
  EXPECT_FALSE(log_->saw_answers);
}

TEST_F(SolverTest, BadTasksNeverReachTheSearcher) {
  const Solver solver = make("scan").value();
  EXPECT_FALSE(solver.solve(Task{}, 0, Budget()));
  Task foreign = task(2);
  foreign.examples[1].inputs[0] = List{99};
  const auto refused = solver.solve(foreign, 0, Budget());
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("example 2: [99] is not a list of digits"));
  EXPECT_EQ(log_->searches, 0);
}

TEST_F(SolverTest, AWrongAnswerOfAQueryDoesNotMakeTheTaskBad) {
  Task odd = task(2);
  odd.queries[0].output = Value("of another type");
  const auto outcome = make("scan")->solve(odd, 0, Budget());
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  ASSERT_FALSE(outcome->candidates.empty());
  EXPECT_NE(outcome->candidates.front().predictions.at(0), *odd.queries[0].output);
}

TEST_F(SolverTest, ExceptionsOfAPluginBecomeErrorsThatNameIt) {
  const auto thrown = [&](std::string_view text) {
    return make(text)->solve(task(1), 0, Budget()).error();
  };
  EXPECT_EQ(thrown("throws").message, "exception: first line");
  EXPECT_EQ(thrown("throws").plugin, "tiny");
  EXPECT_EQ(thrown("throws(what=inkling)").code, ErrorCode::device);
  EXPECT_EQ(thrown("throws(what=int)").code, ErrorCode::plugin);
}

TEST_F(SolverTest, ContradictionsAreNamed) {
  Task torn = task(1);
  torn.examples.push_back({{List{7}}, List{5}});
  const auto outcome = make("scan")->solve(torn, 0, Budget());
  ASSERT_TRUE(outcome);
  ASSERT_EQ(outcome->warnings.size(), 1U);
  EXPECT_THAT(outcome->warnings[0], HasSubstr("examples 2 and 4 have the same inputs"));
  EXPECT_EQ(outcome->candidates[0].fits, 3U);
}

TEST_F(SolverTest, ATimeoutKeepsTheBestSoFar) {
  const auto outcome = make("sleeper")->solve(task(1), 0, Budget(BudgetLimits{30ms, 0, 0, 1}));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->reason, StopReason::deadline);
  ASSERT_EQ(outcome->candidates.size(), 1U);
  EXPECT_EQ(outcome->candidates[0].fits, 3U);
  EXPECT_GE(outcome->seconds, 0.03);
}

TEST_F(SolverTest, CancellingEndsTheSearchSoon) {
  std::stop_source source;
  std::jthread stopper([&] {
    std::this_thread::sleep_for(20ms);
    source.request_stop();
  });
  const auto start = std::chrono::steady_clock::now();
  const auto outcome =
      make("sleeper")->solve(task(1), 0, Budget(BudgetLimits{60s, 0, 0, 1}, source.get_token()));
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->reason, StopReason::cancelled);
  EXPECT_EQ(outcome->candidates.size(), 1U);
}

TEST_F(SolverTest, ProgressReachesTheSink) {
  struct Count : ProgressSink {
    void report(const Progress& progress) override { last = progress.evaluations; }
    std::uint64_t last = 0;
  } count;
  ASSERT_TRUE(make("scan")->solve(task(1), 0, Budget(), &count));
  EXPECT_EQ(count.last, 10U);
}

TEST_F(SolverTest, SameSeedSameOutcome) {
  const auto run = [&](std::uint64_t seed) {
    const auto outcome = make("tiny+gradient(steps=5)")->solve(task(4), seed, Budget());
    std::vector<std::pair<std::string, double>> out;
    for (const Candidate& c : outcome->candidates) out.emplace_back(c.program.text(), c.score);
    return out;
  };
  EXPECT_EQ(run(1), run(1));
  EXPECT_NE(run(1), run(2));
}

// A row takes a millisecond, and the first asks for a stop.
struct Slow : ShiftLanguage {
  struct Log {
    std::stop_source source;
    std::size_t rows = 0;
  };
  explicit Slow(std::shared_ptr<Log> kept) : log(std::move(kept)) {}
  const InterpreterInfo& info() const override {
    static const InterpreterInfo own{"slow", "takes its time", "tiny"};
    return own;
  }
  Result<Value> run(const Program& program, std::span<const Value> inputs) const override {
    ++log->rows;
    log->source.request_stop();
    std::this_thread::sleep_for(1ms);
    return ShiftLanguage::run(program, inputs);
  }
  std::shared_ptr<Log> log;
};

TEST_F(SolverTest, ExamplesThatWereNotRunDoNotCount) {
  const auto log = std::make_shared<Slow::Log>();
  ASSERT_TRUE(registry_->add("slow", [&](Registrar& registrar) {
    registrar.add<Interpreter>("slow",
                               [log](const Domain&) { return std::make_unique<Slow>(log); });
    registrar.add_solver({"slow-scan", "takes its time", "scan", "", "slow", "most=3"});
  }));
  Task many = shift_task(3, std::vector<Value>(1000, Value(List{1, 2})));
  many.queries = {{{List{8}}}};
  BudgetLimits untimed;  // a tenth of the time is granted above it
  untimed.time = 0s;
  const auto outcome = make("slow-scan")->solve(many, 0, Budget(untimed, log->source.get_token()));
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  EXPECT_LT(log->rows, 200U);
  const Candidate& best = outcome->candidates.at(0);
  EXPECT_EQ(best.program.text(), "shift 3");
  EXPECT_GT(best.fits, 0U);
  EXPECT_LT(best.fits, 200U);
  EXPECT_THAT(best.note, HasSubstr("of 1000 examples only: out of time"));
  EXPECT_EQ(best.outputs.size(), 1000U);
  EXPECT_EQ(best.predictions, (std::vector<Value>{List{1}}));
  EXPECT_THAT(outcome->candidates.at(1).note, HasSubstr("not run"));
}

}  // namespace
}  // namespace inkling::test
