#include "cli.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "support/scratch_folder.hpp"
#include "support/tiny_domain.hpp"

namespace inkling::repl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class CliTest : public ::testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text) const {
    return scratch_.write(name, text).string();
  }
  static std::string task(const std::string& id, int shift, const std::string& domain = "tiny") {
    return "{\"id\":\"" + id + "\",\"domain\":\"" + domain +
           "\",\"examples\":[{\"inputs\":[[1]],\"output\":[" + std::to_string(1 + shift) +
           "]}],\"queries\":[{\"inputs\":[[2]],\"output\":[" + std::to_string(2 + shift) + "]}]}\n";
  }

  std::unique_ptr<Registry> registry_ = test::tiny_registry();
  std::ostringstream out_;
  std::ostringstream err_;
  Context context_{*registry_, out_, err_, nullptr, false};
  test::ScratchFolder scratch_;
};

TEST_F(CliTest, SolvePrintsRecordsInTheOrderOfTheInput) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += task("t" + std::to_string(i), i % 5);
  SolveOptions options{{file("many.jsonl", text)}};
  options.json = true;
  options.batch.jobs = 4;
  EXPECT_EQ(run_solve_command(context_, options), kRan);
  std::istringstream lines(out_.str());
  std::string line;
  int n = 0;
  while (std::getline(lines, line)) {
    EXPECT_THAT(line, HasSubstr("\"id\":\"t" + std::to_string(n) + "\""));
    EXPECT_THAT(line, HasSubstr("\"correct\":[true]"));
    ++n;
  }
  EXPECT_EQ(n, 40);
}

// Those that no solver could take are named by line, as lines are that cannot be read.
TEST_F(CliTest, SolveNamesTasksThatAreNotOfTheirDomain) {
  const auto row = [](const std::string& id, const std::string& examples) {
    return "{\"id\":\"" + id + "\",\"domain\":\"tiny\",\"examples\":[" + examples + "]}\n";
  };
  const std::string good = R"({"inputs":[[1]],"output":[2]})";
  const SolveOptions options{
      {file("wrong.jsonl", row("a", good + R"(,{"inputs":[3],"output":[2]})") + task("b", 1) +
                               row("c", R"({"inputs":[[77]],"output":[2]})") +
                               row("d", good + R"(,{"inputs":[[1],[2]],"output":[2]})"))}};
  EXPECT_EQ(run_solve_command(context_, options), kUnreadable);
  EXPECT_THAT(err_.str(), HasSubstr("wrong.jsonl:1: example 2: input 1 is 3, of type int"));
  EXPECT_THAT(err_.str(), HasSubstr("wrong.jsonl:3: "));
  EXPECT_THAT(err_.str(), HasSubstr("wrong.jsonl:4: example 2 has 2 inputs"));
  EXPECT_THAT(out_.str(), HasSubstr("3 lines could not be read"));
  EXPECT_THAT(out_.str(), HasSubstr("solved 1 of 1 task"));
}

TEST_F(CliTest, SolveReportsBadLinesAndRunsTheOthers) {
  const SolveOptions options{
      {file("bad.jsonl", task("a", 1) + "{\"id\":\n" + task("c", 2, "nowhere") + task("b", 2))}};
  EXPECT_EQ(run_solve_command(context_, options), kUnreadable);
  EXPECT_THAT(err_.str(), HasSubstr("bad.jsonl:2: "));
  EXPECT_THAT(err_.str(), HasSubstr("bad.jsonl:3: "));
  EXPECT_THAT(out_.str(), HasSubstr("scan: solved 2 of 2 tasks (100.0 %), queries right 2 of 2"));
  EXPECT_THAT(out_.str(), HasSubstr("2 lines could not be read"));
}

TEST_F(CliTest, SolveGivesOneRecordPerSolver) {
  SolveOptions options{{file("two.jsonl", task("a", 5))}};
  options.batch.solvers = {"scan", "narrow", "throws"};
  EXPECT_EQ(run_solve_command(context_, options), kRan);
  EXPECT_THAT(out_.str(), HasSubstr("scan: solved 1 of 1"));
  EXPECT_THAT(out_.str(), HasSubstr("narrow: solved 0 of 1"));
  EXPECT_THAT(out_.str(), HasSubstr("throws: solved 0 of 1"));
}

TEST_F(CliTest, SolveNamesUnknownSolversAndFiles) {
  SolveOptions options{{file("one.jsonl", task("a", 1))}};
  options.batch.solvers = {"scam"};
  EXPECT_EQ(run_solve_command(context_, options), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("did you mean 'scan'?"));
  EXPECT_EQ(run_solve_command(context_, SolveOptions{{"/no/such/file"}}), kUnreadable);
}

// Wrong on every domain: a mistake in the command, said before anything is searched.
TEST_F(CliTest, SolveRefusesParametersThatNoDomainTakes) {
  SolveOptions options{{file("one.jsonl", task("a", 1))}};
  for (const char* text : {"scan(foo=1)", "scan(most=abc)"}) {
    options.batch.solvers = {"scan", text};
    EXPECT_EQ(run_solve_command(context_, options), kUsage) << text;
    EXPECT_EQ(out_.str(), "");
  }
  EXPECT_THAT(err_.str(), HasSubstr("'foo'"));
  EXPECT_THAT(err_.str(), HasSubstr("'abc'"));
  options.batch.solvers = {"scan(most=5)"};
  EXPECT_EQ(run_solve_command(context_, options), kRan) << err_.str();
}

TEST_F(CliTest, SolveStopsAtTheLimit) {
  SolveOptions options{{file("limit.jsonl", task("a", 1) + task("b", 1) + task("c", 1))}};
  options.batch.limit = 2;
  EXPECT_EQ(run_solve_command(context_, options), kRan);
  EXPECT_THAT(out_.str(), HasSubstr("solved 2 of 2"));
}

TEST_F(CliTest, PredictAnswersAndReportsBadLines) {
  PredictOptions options;
  options.lines = {"[1] -> [2]", "[5] -> ?"};
  EXPECT_EQ(run_predict_command(context_, options), kRan);
  EXPECT_THAT(out_.str(), HasSubstr("[6]"));
  options.lines = {"[1] -> [2]", "[5 -> ?"};
  EXPECT_EQ(run_predict_command(context_, options), kUnreadable);
  options.domain = "nowhere";
  EXPECT_EQ(run_predict_command(context_, options), kUsage);
}

TEST_F(CliTest, CrosscheckComparesProgramsAndSolvers) {
  CrosscheckOptions options{"tiny", "shift 1", "shift 1"};
  options.settings.check_inputs = 25;
  EXPECT_EQ(run_crosscheck_command(context_, options), kRan);
  EXPECT_THAT(out_.str(), HasSubstr("agree on 25 of 25"));
  options.left = "scan";
  options.lines = {"[1] -> [4]"};
  options.right = "shift 3";
  options.json = true;
  EXPECT_EQ(run_crosscheck_command(context_, options), kRan) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("\"inputs\":25,\"agreements\":25"));
  options.right = "shift x";
  EXPECT_EQ(run_crosscheck_command(context_, options), kUnreadable);
}

TEST_F(CliTest, GenerateIsTheSameForTheSameSeed) {
  EXPECT_EQ(run_generate_command(context_, {"tiny", 3, 5}), kRan);
  const auto first = out_.str();
  EXPECT_THAT(first, HasSubstr("\"id\":\"tiny-5-2\""));
  out_.str("");
  run_generate_command(context_, {"tiny", 3, 5});
  EXPECT_EQ(out_.str(), first);
  out_.str("");
  run_generate_command(context_, {"tiny", 3, 6});
  EXPECT_NE(out_.str(), first);
  EXPECT_EQ(run_generate_command(context_, {"tiny", 1, 0, "length=99"}), kUsage);
}

TEST_F(CliTest, GeneratedTasksAreSolvedAgain) {
  run_generate_command(context_, {"tiny", 5, 1});
  const SolveOptions options{file("generated.jsonl", out_.str())};
  out_.str("");
  EXPECT_EQ(run_solve_command(context_, options), kRan) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("scan: solved 5 of 5"));
}

TEST_F(CliTest, BenchHasAStableSignature) {
  BenchOptions options;
  options.json = true;
  EXPECT_EQ(run_bench_command(context_, options), kRan) << err_.str();
  const auto first = out_.str();
  EXPECT_THAT(first, HasSubstr("\"signature\":\""));
  EXPECT_THAT(first, Not(HasSubstr("seconds")));
  out_.str("");
  run_bench_command(context_, options);
  EXPECT_EQ(out_.str(), first);
  out_.str("");
  options.benchmark.solvers = {"narrow"};
  run_bench_command(context_, options);
  EXPECT_NE(out_.str(), first);
}

// The whole program with these arguments.
struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};
Ran run(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "inkling");
  Ran ran;
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  ran.code = run_program(static_cast<int>(arguments.size()), arguments.data());
  std::cout.flush();
  std::cerr.flush();
  ran.out = ::testing::internal::GetCapturedStdout();
  ran.err = ::testing::internal::GetCapturedStderr();
  return ran;
}

// The first words of the lines of a help that hold `mark`, under `heading` where one is given.
std::vector<std::string> help_words(const std::string& help, const std::string& mark,
                                    const std::string& heading = "") {
  std::istringstream lines(help);
  std::vector<std::string> words;
  bool under = heading.empty();
  for (std::string line; std::getline(lines, line);) {
    under = under || line.starts_with(heading);
    if (!under || !line.starts_with("  ") || line[2] == ' ' || line.find(mark) == std::string::npos)
      continue;
    words.push_back(line.substr(2, line.find_first_of(" ,", 2) - 2));
  }
  return words;
}

// No option of any sub-command wraps, reads bases or cuts off: every number option is tried.
TEST(CommandLine, NumberOptionsRefuseWhatIsNoNumberOfTheirRange) {
  std::size_t tried = 0;
  for (const auto& sub : help_words(run({"--help"}).out, "", "Subcommands:")) {
    for (const auto& option : help_words(run({sub.c_str(), "--help"}).out, " UINT")) {
      for (const char* value : {"-1", "-18446744073709551615", "1.5", "0x10", "1e3", "many",
                                "99999999999999999999999"}) {
        const Ran ran = run({sub.c_str(), option.c_str(), value});
        EXPECT_EQ(ran.code, kUsage) << sub << " " << option << " " << value;
        const bool number =
            std::string_view(value).find_first_not_of("-0123456789") == std::string_view::npos;
        EXPECT_THAT(ran.err, HasSubstr(option + ": '" + value + "' is " +
                                       (number ? "out of range" : "not a whole number") +
                                       ": expected a whole number from "))
            << sub;
        ++tried;
      }
    }
  }
  EXPECT_GT(tried, 100U);
}

TEST(CommandLine, NumberOptionsHaveNoOctals) {
  // 08 is no octal number, and 09 no longer one below 9: both are read as people read them.
  EXPECT_THAT(run({"crosscheck", "--inputs", "0001000001"}).err, HasSubstr("'0001000001' is out"));
  EXPECT_THAT(run({"bench", "--threads", "08", "--domain", "nowhere"}).err,
              Not(HasSubstr("--threads")));
}

TEST(CommandLine, EmptyValuesAreRefused) {
  for (const auto& arguments : std::vector<std::vector<const char*>>{{"solve", "x", "--solver", ""},
                                                                     {"fill", "x", "--solver", ""},
                                                                     {"bench", "--domain", ""},
                                                                     {"eval", "--solvers", ""},
                                                                     {"--model", ""}}) {
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.code, kUsage) << arguments.front();
    EXPECT_THAT(ran.err, HasSubstr("the value is empty")) << arguments.front();
  }
}

TEST(CommandLine, JsonIsRefusedWhereThereIsNone) {
  for (const auto& arguments : std::vector<std::vector<const char*>>{
           {"fill", "x", "--json"}, {"doctor", "--json"}, {"selftest", "x", "--json"}}) {
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.code, kUsage) << arguments.front();
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, HasSubstr("--json was given"));
  }
}

TEST(CommandLine, UnknownWordsComeWithTheNearest) {
  const Ran sub = run({"solv"});
  EXPECT_EQ(sub.code, kUsage);
  EXPECT_THAT(sub.err, HasSubstr("there is no sub-command 'solv'"));
  EXPECT_THAT(sub.err, HasSubstr("did you mean 'solve'?"));
  EXPECT_THAT(sub.err, HasSubstr("sub-commands are solve, export, predict"));
  const Ran option = run({"solve", "x", "--sed", "1"});
  EXPECT_EQ(option.code, kUsage);
  EXPECT_THAT(option.err, HasSubstr("`inkling solve` has no option '--sed'"));
  EXPECT_THAT(option.err, HasSubstr("did you mean '--seed'?"));
}

TEST(CommandLine, HelpHasTheExitCodes) {
  const std::string help = run({"--help"}).out;
  for (const char* line :
       {"  0    ran", "  3    something could not be read", "  130  interrupted"})
    EXPECT_THAT(help, HasSubstr(line));
}

TEST(CommandLine, MemoryForNoSearchIsRefused) {
  for (const char* value : {"5", "1k", "1000000", "-5", "much"}) {
    const Ran ran = run({"solve", "--memory", value, "tasks.jsonl"});
    EXPECT_EQ(ran.code, kUsage) << value;
    EXPECT_THAT(ran.err, HasSubstr("--memory: '" + std::string(value) + "'"));
  }
  EXPECT_THAT(run({"solve", "--memory", "1M", "/no/such/file"}).err, HasSubstr("/no/such/file"));
}

TEST_F(CliTest, SolveSaysWhyASearchEndedWithoutAProgram) {
  SolveOptions options{{file("two.jsonl", task("a", 5))}};
  options.batch.solvers = {"scan", "narrow"};
  EXPECT_EQ(run_solve_command(context_, options), kRan) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("right 0/1  (searched to the end)  shift 0\n"));
  EXPECT_THAT(out_.str(), HasSubstr("right 1/1  shift 5\n"));
}

TEST_F(CliTest, SelftestOfTheUnknownIsAUsageError) {
  EXPECT_EQ(run_selftest_command(context_, "nothing"), kUsage);
}

TEST_F(CliTest, FillNeedsADomainThatTakesText) {
  FillCommand options;
  options.fill.name = file("people.csv", "a,b\nc,\n");
  EXPECT_EQ(run_fill_command(context_, options), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("no domain takes cells of text"));
  EXPECT_THAT(err_.str(), HasSubstr("domains are tiny"));
  options.fill.domain = "tinny";
  EXPECT_EQ(run_fill_command(context_, options), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("tinny"));
  options.fill.name = "/no/such/file";
  EXPECT_EQ(run_fill_command(context_, options), kUnreadable);
  options.fill.name = file("wide.csv", "a,b\nc,d,e\n");
  EXPECT_EQ(run_fill_command(context_, options), kUnreadable);
  EXPECT_THAT(err_.str(), HasSubstr("row 2 has 3 cells"));
  options.out = options.fill.name;
  EXPECT_EQ(run_fill_command(context_, options), kUsage);
}

}  // namespace
}  // namespace inkling::repl
