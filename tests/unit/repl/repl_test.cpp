#include "repl.hpp"

#include <gmock/gmock.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "prompt.hpp"
#include "support/scratch_folder.hpp"
#include "support/tiny_latent.hpp"

namespace inkling::repl {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Repl, ExamplesThenAQuestion) {
  Prompt p;
  EXPECT_THAT(p.run({"[1,2] -> [2,3]", "[4] -> [5]"}), IsEmpty());
  EXPECT_THAT(p.err.str(), IsEmpty());
  const auto text = p.run({"[7,9] -> ?"});
  EXPECT_THAT(text, testing::ContainsRegex("scan    \\[8,0\\]       [0-9]+ % +shift 1  2/2"));
  EXPECT_EQ(p.repl.bad_lines(), 0U);
}

TEST(Repl, TheDomainIsLoadedOnFirstUse) {
  Prompt p;
  EXPECT_EQ(p.session.domain(), nullptr);
  EXPECT_EQ(p.repl.prompt(), "tiny> ");
  EXPECT_EQ(p.session.domain(), nullptr);
  p.run({"[1] -> [2]"});
  EXPECT_NE(p.session.domain(), nullptr);
}

TEST(Repl, UnfinishedLinesAreToldAndNotRun) {
  Prompt p;
  for (const auto* lines : {"[1] ->", "[1,", "[1] -> [2]\n[3", "[1] -> [2] \\"})
    EXPECT_TRUE(p.repl.unfinished(lines)) << lines;
  for (const auto* lines : {"", "[1] -> [2]", "[1,\n2] -> [3]", ":nosuch", "]"})
    EXPECT_FALSE(p.repl.unfinished(lines)) << lines;
  EXPECT_TRUE(p.session.task().examples.empty());
  EXPECT_TRUE(p.repl.entered().empty());
  EXPECT_FALSE(p.repl.waiting());
  EXPECT_THAT(p.err.str(), IsEmpty());
}

// Pages take tables and answers with their text, and errors; the rest is written as ever.
TEST(Repl, WhatHasAFormForPagesIsHandedOver) {
  std::vector<std::pair<std::string, std::string>> shown;
  std::vector<std::string> failed;
  ReplOptions options = Prompt::quiet();
  options.shown = [&](const std::string& text, const std::string& html) {
    shown.emplace_back(text, html);
  };
  options.failed = [&](const Error& error, std::string_view) { failed.push_back(error.message); };
  Prompt p(options);
  EXPECT_THAT(p.run({"[1] -> [2]", "[3] -> [4]", "[5] -> ?"}), IsEmpty());
  ASSERT_EQ(shown.size(), 1U);
  EXPECT_THAT(shown[0].first, HasSubstr("[6]"));
  EXPECT_THAT(shown[0].second, HasSubstr("<code>[6]</code>"));
  EXPECT_EQ(p.session.solvers(), std::vector<std::string>{"scan"});
  p.run({":more", ":nosuch"});
  EXPECT_EQ(shown.size(), 2U);
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_THAT(failed[0], HasSubstr(":nosuch"));
  EXPECT_THAT(p.err.str(), IsEmpty());
}

TEST(Repl, AsksAgainWithoutSearchingAgain) {
  Prompt p;
  p.run({"[1] -> [2]", "[3] -> ?", "[4] -> ?", "[5] -> ?"});
  EXPECT_EQ(p.log->searches.load(), 1);
  EXPECT_THAT(p.out.str(), HasSubstr("[6]"));
}

TEST(Repl, SeveralSolversAgreeOnGeneratedInputs) {
  Prompt p;
  const auto text =
      p.run({"[1] -> [2]", "[3] -> [4]", ":solvers scan,narrow", ":set checks 50", "[5] -> ?"});
  EXPECT_THAT(text, HasSubstr("narrow"));
  EXPECT_THAT(text, HasSubstr("agree on 50 of 50 generated inputs"));
}

// The same values under another name, and no language.
class Twin : public test::TinyDomain {
 public:
  const DomainInfo& info() const override {
    static const DomainInfo info{"twin", "Twin", "lists of digits again", {}, {}, {"scan"}, "", {}};
    return info;
  }
};

struct TwoDomains : Prompt {
  TwoDomains() {
    const auto added = registry->add("twin", [](Registrar& registrar) {
      registrar.add<Domain>("twin", [] { return std::make_unique<Twin>(); });
    });
    EXPECT_TRUE(added.ok());
  }
};

TEST(Repl, ProgramsOfBothWorldsSurviveAChangeOfDomainWhileTheValuesFit) {
  TwoDomains p;
  p.run({":domain tiny", "[1] -> [2]", "[3] -> [4]", ":solvers scan,tiny+gradient", "[5] -> ?",
         ":domain twin"});
  EXPECT_EQ(p.session.task().examples.size(), 2U);
  EXPECT_THAT(p.run({":crosscheck scan tiny+gradient"}),
              HasSubstr("agree on 1000 of 1000 generated inputs"));
  // Typed ones are of the domain before, too.
  EXPECT_THAT(p.run({":crosscheck shift 1 <1 0>"}), HasSubstr("agree on 1000 of 1000"));
  EXPECT_THAT(p.run({":crosscheck shift 2 <1 0>"}), HasSubstr("[0] -> [2] and [1]"));
  p.run({":clear", "[1] -> [2]", ":clear", ":crosscheck scan tiny+gradient"});
  EXPECT_NE(p.err.str(), "");
}

TEST(Repl, EveryRunIsCheckedByAnotherProgram) {
  TwoDomains p;
  EXPECT_THAT(p.run({":domain tiny", "[1] -> [2]", "[3] -> [4]", ":set check shift 2", "shift 1"}),
              HasSubstr("check: 0 of 2 runs as shift 2 says; [1] gives [2], and there [3]"));
  EXPECT_THAT(p.run({":set check <1 0>", "[5] -> ?"}),
              HasSubstr("check: 1 of 1 run as <1 0> says"));
  EXPECT_THAT(p.run({":trace <1 1> [4]"}), HasSubstr("check: 0 of 1 run as <1 0> says"));
  EXPECT_THAT(p.run({":set"}), HasSubstr("<1 0>"));
  EXPECT_THAT(p.run({":examples"}), Not(HasSubstr("check:")));
  // It goes on in another domain with these values.
  EXPECT_THAT(p.run({":domain twin", "shift 3"}), HasSubstr("check: 0 of 2 runs as <1 0> says"));
  EXPECT_THAT(p.run({":unset check", "shift 3"}), Not(HasSubstr("check:")));
  p.run({":set check nonsense"});
  EXPECT_EQ(p.repl.bad_lines(), 1U);
}

TEST(Repl, TheSolverThatChecksIsMeantAsItAnsweredLast) {
  Prompt p;
  EXPECT_THAT(p.run({"[1] -> [2]", "[3] -> [4]", "[5] -> ?", ":set check scan", "shift 2"}),
              HasSubstr("check: 0 of 2 runs as shift 1 says"));
  EXPECT_THAT(p.run({":set"}), HasSubstr("scan: shift 1"));
  // Before its next answer the last one stands.
  EXPECT_THAT(p.run({":clear", "[1] -> [3]", "[3] -> [5]", "shift 2"}),
              HasSubstr("check: 0 of 2 runs as shift 1 says"));
  EXPECT_THAT(p.run({"[5] -> ?", "shift 2"}), HasSubstr("check: 2 of 2 runs as shift 2 says"));
  EXPECT_THAT(p.run({":set check shift 4", "[6] -> ?"}), HasSubstr("as shift 4 says"));
}

TEST(Repl, TwoTracesStandSideBySide) {
  Prompt p;
  p.run({"[1] -> [3]", "[3] -> [5]", ":solvers tiny+gradient,scan", "[5] -> ?"});
  // A value that both pass through stands in one row with both steps, others by themselves.
  const std::string two = p.run({":trace <1 2> <2 1> [4]"});
  EXPECT_EQ(two,
            "  <1 2>  <2 1>  value\n"
            "  input  input  [4]\n"
            "  t1            [5]\n"
            "         t2     [7]\n"
            "  t2     t1     [8]\n");
  // A solver's name is a program, too; and inputs are those of the last question.
  EXPECT_THAT(p.run({":trace <1 2> tiny+gradient"}), HasSubstr("[7]"));
  EXPECT_THAT(p.run({":trace tiny+gradient [4]"}), Not(HasSubstr("<1 2>")));
  // The other world's program stands beside the best one, if its interpreter shows steps at all.
  EXPECT_THAT(p.run({":trace"}), HasSubstr("[7]"));
  EXPECT_EQ(p.repl.bad_lines(), 0U);
  p.run({":trace <1 2> shift 1 [4]"});
  EXPECT_THAT(p.err.str(), HasSubstr("cannot show the steps"));
}

TEST(Repl, WhereTwoWorldsDifferTheQuestionIsOpen) {
  Prompt p;
  // Two codes that add 3 and 1 cannot add 2 to a list without elements: every program fits it.
  const std::string text =
      p.run({"[] -> []", ":solvers scan,tiny+gradient(starts=1,steps=1)", "[5] -> ?"});
  ASSERT_THAT(text, HasSubstr("`-> output` answers"));
  EXPECT_THAT(p.run({"-> [6]"}), HasSubstr(""));
  EXPECT_EQ(p.repl.bad_lines(), 0U);
  EXPECT_EQ(p.session.task().examples.size(), 2U);
}

TEST(Repl, ASolverThatFailsDoesNotTakeTheOthersDown) {
  Prompt p;
  const auto text = p.run({"[1] -> [2]", ":solvers throws,scan", "[5] -> ?"});
  EXPECT_THAT(text, HasSubstr("error: "));
  EXPECT_THAT(text, HasSubstr("[6]"));
  EXPECT_EQ(p.repl.bad_lines(), 0U);
}

TEST(Repl, WhenEverySolverFailsTheLineIsBad) {
  Prompt p;
  p.run({"[1] -> [2]", ":solvers throws", "[5] -> ?"});
  EXPECT_EQ(p.repl.bad_lines(), 1U);
  EXPECT_THAT(p.err.str(), HasSubstr("first line"));
}

TEST(Repl, WarnsAboutASingleExample) {
  Prompt p;
  EXPECT_THAT(p.run({"[1] -> [2]", "[5] -> ?"}), HasSubstr("only one example"));
  EXPECT_THAT(p.run({"[2] -> [3]", "[5] -> ?"}), Not(HasSubstr("only one example")));
}

TEST(Repl, NamesOtherPredictionsThatFitAsWell) {
  // The empty list fits every shift.
  Prompt p;
  EXPECT_THAT(p.run({"[] -> []", "[1] -> ?"}), HasSubstr("also possible: [2]"));
}

TEST(Repl, AProgramRunsOnTheExamples) {
  Prompt p;
  const auto text = p.run({"[1] -> [2]", "[3] -> [9]", "shift 1"});
  EXPECT_THAT(text, HasSubstr("[1] -> [2]\n"));
  EXPECT_THAT(text, HasSubstr("[3] -> [4]   expected [9]"));
  EXPECT_THAT(text, HasSubstr("fits 1 of 2 examples"));
}

TEST(Repl, UndefinedIsShownAsSuch) {
  Prompt p;
  EXPECT_THAT(p.run({"[1] -> [0]", "[] -> ?"}), HasSubstr("undefined"));
}

TEST(Repl, ABadLineSaysWhereAndLosesNothing) {
  Prompt p;
  p.run({"[1] -> [2]", "[3] -> [4,,]"});
  EXPECT_EQ(p.repl.bad_lines(), 1U);
  EXPECT_EQ(p.session.task().examples.size(), 1U);
  const std::string text = p.err.str();
  EXPECT_THAT(text, HasSubstr("[3] -> [4,,]\n"));
  const auto source = text.find("  [3] -> [4,,]");
  const auto caret = text.find('^');
  ASSERT_NE(caret, std::string::npos);
  // The caret stands under the second comma.
  const auto line = text.rfind('\n', caret);
  EXPECT_EQ(caret - line - 1, text.find(",,", source) + 1 - source);
}

TEST(Repl, ContradictingExamplesAreBothNamed) {
  Prompt p;
  p.run({"[1] -> [2]", "[2] -> [3]", "[1] -> [5]"});
  EXPECT_THAT(p.err.str(), HasSubstr("example 3 contradicts example 1"));
  EXPECT_EQ(p.session.task().examples.size(), 2U);
}

TEST(Repl, OpenBracketsArrowsAndBackslashesContinue) {
  Prompt p;
  p.run({"[1,"});
  EXPECT_TRUE(p.repl.waiting());
  EXPECT_THAT(p.repl.prompt(), HasSubstr(".."));
  p.run({"2] ->"});
  EXPECT_TRUE(p.repl.waiting());
  p.run({"[2,3]"});
  EXPECT_FALSE(p.repl.waiting());
  p.run({"[5] \\", "-> [6]"});
  EXPECT_EQ(p.session.task().examples.size(), 2U);
  EXPECT_EQ(p.repl.bad_lines(), 0U);
}

TEST(Repl, ABlankLineEndsAForgottenBracket) {
  Prompt p;
  p.run({"[1,2", ""});
  EXPECT_FALSE(p.repl.waiting());
  EXPECT_EQ(p.repl.bad_lines(), 1U);
}

TEST(Repl, ACommandIsNotSwallowedByAForgottenBracket) {
  Prompt p;
  const auto text = p.run({"[1] -> [2]", "[1,2", ":examples"});
  EXPECT_EQ(p.repl.bad_lines(), 1U);
  EXPECT_THAT(text, HasSubstr("1  [1] -> [2]"));
}

TEST(Repl, CommentsAndBlankLinesAreNothing) {
  Prompt p;
  EXPECT_THAT(p.run({"", "   ", "# [1 -> ("}), IsEmpty());
  EXPECT_FALSE(p.repl.waiting());
  EXPECT_EQ(p.repl.bad_lines(), 0U);
}

TEST(Repl, NulInvalidUtf8AndMegabyteLinesAreAnswered) {
  Prompt p;
  p.run({std::string_view("[1]\0 -> [2]", 11), "[1] -> \xff", std::string(1 << 20, '['), "",
         std::string(1 << 20, 'x')});
  EXPECT_EQ(p.repl.bad_lines(), 4U);
  EXPECT_THAT(p.err.str(), HasSubstr("NUL"));
  EXPECT_THAT(p.err.str(), HasSubstr("0xff"));
  EXPECT_LT(p.err.str().size(), 10'000U) << "a long line is not repeated in full";
  p.run({"[1] -> [2]"});
  EXPECT_EQ(p.session.task().examples.size(), 1U);
}

TEST(Repl, ManyContinuationLinesTakeLinearTime) {
  Prompt p;
  p.repl.feed("[1,");
  for (int i = 0; i < 100'000; ++i) p.repl.feed("1,");
  p.repl.feed("1] -> [2]");
  EXPECT_FALSE(p.repl.waiting());
}

TEST(Repl, JsonPrintsOneObjectPerAnswer) {
  ReplOptions options = Prompt::quiet();
  options.json = true;
  Prompt p(options);
  const auto text = p.run({"[1] -> [2]", ":solvers scan,narrow", "[5] -> ?"});
  EXPECT_THAT(
      text,
      HasSubstr(
          R"("solver":"scan","status":"solved","fits":1,"examples":1,)"
          R"("fails":[],"program":"shift 1","bits":1.0,"predictions":[[6]],"confidence":0.)"));
  EXPECT_THAT(text, Not(HasSubstr("seconds")));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
}

// Whatever is entered, who reads records from standard output finds nothing else there.
TEST(Repl, JsonKeepsTextOnStandardError) {
  ReplOptions options = Prompt::quiet();
  options.json = true;
  Prompt p(options);
  std::istringstream text(
      p.run({"[1] -> [2]", ":examples", "[5] -> ?", ":more", ":program", "shift 1", ":set", ":help",
             ":trace", ":explain", ":compare", ":crosscheck scan narrow", ":domain tiny",
             ":plugins", ":history", ":solve"}));
  std::size_t records = 0;
  for (std::string line; std::getline(text, line); ++records)
    EXPECT_TRUE(line.starts_with("{\"id\"")) << line;
  EXPECT_GE(records, 2U);
  EXPECT_THAT(p.err.str(), HasSubstr("fits 1 of 1 example"));
}

TEST(Repl, AnAnswerWithoutAQuestionIsRefused) {
  Prompt p;
  p.run({"[1] -> [2]", "-> [5]"});
  EXPECT_THAT(p.err.str(), HasSubstr("no question is open"));
  EXPECT_THAT(p.err.str(), HasSubstr(":ask"));
  EXPECT_EQ(p.session.task().examples.size(), 1U);
}

TEST(Repl, ErrorsBreakAtWords) {
  ReplOptions options = Prompt::quiet();
  options.width = 40;
  Prompt p(options);
  p.run({"[1] -> [2]", "[1] -> [3]", ":load /no/such/file", ":drop many"});
  std::istringstream text(p.err.str());
  std::size_t errors = 0;
  for (std::string line; std::getline(text, line);) {
    EXPECT_LE(line.size(), 40U) << line;
    errors += line.starts_with("error: ") ? 1U : 0U;
  }
  EXPECT_EQ(errors, 3U);
}

// Stops where nothing was good so far; a session with some faults runs to its end.
TEST(Repl, FilesThatAreNoSessionsAreNotRunToTheEnd) {
  const test::ScratchFolder folder;
  std::string text;
  for (int i = 0; i < 100; ++i) text += "user" + std::to_string(i) + ":x:0:0::/home:/bin/sh\n";
  const auto errors = [](const Prompt& p) {
    const std::string all = p.err.str();
    std::size_t count = 0;
    for (auto at = all.find("error: "); at != std::string::npos; at = all.find("error: ", at + 1))
      ++count;
    return count;
  };
  Prompt p;
  p.run({":load " + folder.write("users", text).string()});
  EXPECT_THAT(p.err.str(), HasSubstr("does not look like a session"));
  EXPECT_EQ(errors(p), 6U);
  p.run({":load " + folder.write("users.jsonl", text).string()});
  EXPECT_THAT(p.err.str(), HasSubstr("does not look like a task file"));
  EXPECT_EQ(errors(p), 6U);
  p.run({":load " + folder.write("good.ink", "[1] -> [2]\n" + text).string()});
  EXPECT_EQ(errors(p), 100U);
}

TEST(Repl, TimesAreShownUnlessOff) {
  Prompt p;
  EXPECT_THAT(p.run({"[1] -> [2]", ":time on", "[5] -> ?"}), HasSubstr("time"));
  EXPECT_THAT(p.run({":time off", "[5] -> ?"}), Not(HasSubstr("time")));
}

TEST(Repl, CtrlCShowsTheBestSoFar) {
  Interrupts interrupts;
  Prompt p(Prompt::quiet(), &interrupts);
  p.run({"[1] -> [2]", ":solvers sleeper", ":set budget 60s"});
  std::thread person([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    ::raise(SIGINT);
  });
  const auto text = p.run({"[5] -> ?"});
  person.join();
  EXPECT_TRUE(p.repl.interrupted());
  EXPECT_THAT(p.err.str(), HasSubstr("interrupted"));
  EXPECT_THAT(text, HasSubstr("[6]"));
}

TEST(Repl, SaveAndReplayGiveTheSameSession) {
  const test::ScratchFolder folder;
  const auto file = (folder / "session.ink").string();
  Prompt p;
  p.run({"[1] -> [2]", "[3] -> [4]", ":set seed 7", ":set memory 1G", ":solvers scan(most=5)",
         "[5] -> ?", ":save " + file});
  EXPECT_EQ(p.repl.bad_lines(), 0U) << p.err.str();
  Prompt q;
  const auto text = q.run({":replay " + file});
  EXPECT_EQ(q.repl.bad_lines(), 0U) << q.err.str();
  EXPECT_EQ(q.session.task().examples, p.session.task().examples);
  EXPECT_EQ(q.session.solvers(), p.session.solvers());
  EXPECT_EQ(q.session.settings().seed, 7U);
  EXPECT_EQ(q.session.settings().budget.bytes, std::size_t{1} << 30U);
  EXPECT_THAT(text, HasSubstr("tiny> [1] -> [2]\n"));
  EXPECT_THAT(text, HasSubstr("[6]"));
}

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

TEST(Repl, SaveOverwritesNothingButSessions) {
  const test::ScratchFolder scratch;
  const auto file = scratch / "notes.txt";
  std::ofstream(file) << "precious\n";
  Prompt p;
  p.run({"[1] -> [2]", ":save " + file.string()});
  EXPECT_EQ(text_of(file), "precious\n");
  EXPECT_THAT(p.err.str(), HasSubstr("holds no session"));
  std::ofstream(file) << "";
  p.run({":save " + file.string()});
  EXPECT_EQ(p.err.str(), "") << "an empty file loses nothing";
  const std::string first = text_of(file);
  p.run({"[3] -> [4]", ":save " + file.string()});
  EXPECT_EQ(p.err.str(), "") << "a session is saved again";
  EXPECT_NE(text_of(file), first);
}

TEST(Repl, AFileThatIsRunWritesNone) {
  const test::ScratchFolder scratch;
  const auto target = scratch / "written.ink";
  const auto inner = scratch / "inner.ink";
  const auto outer = scratch / "outer.ink";
  std::ofstream(inner) << "[1] -> [2]\n:save " << target.string() << "\n";
  std::ofstream(outer) << ":load " << inner.string() << "\n:save " << target.string() << "\n";
  for (const auto& line :
       {":load " + inner.string(), ":replay " + inner.string(), ":load " + outer.string()}) {
    Prompt p;
    p.run({line});
    EXPECT_THAT(p.err.str(), HasSubstr("a session file may not write files")) << line;
    EXPECT_FALSE(std::filesystem::exists(target)) << line;
    p.run({":save " + target.string()});
    EXPECT_TRUE(std::filesystem::exists(target)) << "typed behind it, it may";
    std::filesystem::remove(target);
  }
}

// Each of them could run 63 files before the limit, and those 63 again.
TEST(Repl, SessionsThatLoadEachOtherEnd) {
  const test::ScratchFolder scratch;
  const auto a = scratch / "a.ink";
  const auto b = scratch / "b.ink";
  for (int i = 0; i < 40; ++i) {
    std::ofstream(a, std::ios::app) << ":load " << b.string() << "\n";
    std::ofstream(b, std::ios::app) << ":replay " << a.string() << "\n";
  }
  Prompt p;
  p.run({":load " + a.string()});
  EXPECT_THAT(p.err.str(), HasSubstr("one session may run 64 others at most"));
  EXPECT_LT(p.repl.bad_lines(), 10'000U);
  // The next one has its own count.
  std::ofstream(a) << "[1] -> [2]\n";
  p.run({":load " + a.string()});
  EXPECT_EQ(p.err.str(), "");
}

TEST(Repl, WhatIsNoFileIsNotRead) {
  const test::ScratchFolder scratch;
  const auto folder = scratch / "folder.ink";
  std::filesystem::create_directories(folder);
  Prompt p;
  for (const std::string command : {":load ", ":replay "}) {
    p.run({command + folder.string()});
    EXPECT_THAT(p.err.str(), HasSubstr("folder.ink': it is a folder")) << command;
    p.run({command + "/dev/zero"});
    EXPECT_THAT(p.err.str(), HasSubstr("'/dev/zero': it is a device")) << command;
  }
}

TEST(Repl, ASessionThatReplaysItselfEnds) {
  const test::ScratchFolder folder;
  const auto file = (folder / "loop.ink").string();
  std::ofstream(file) << ":load " << file << "\n";
  Prompt p;
  p.run({":load " + file});
  EXPECT_THAT(p.err.str(), HasSubstr("nested"));
}

TEST(Repl, TasksAreLoadedChosenAndSolved) {
  const test::ScratchFolder folder;
  const auto file = (folder / "tasks.jsonl").string();
  std::ofstream(file) << R"({"id":"a","domain":"tiny","examples":[{"inputs":[[1]],"output":[3]}],)"
                      << R"("queries":[{"inputs":[[4]],"output":[6]}]})"
                      << "\n{broken\n"
                      << R"({"id":"b","domain":"tiny","examples":[{"inputs":[[2]],"output":[2]}]})"
                      << "\n";
  Prompt p;
  const auto text = p.run({":load " + file, ":solve"});
  EXPECT_THAT(text, HasSubstr("2 tasks loaded"));
  EXPECT_THAT(text, HasSubstr("task 1 (a): 1 example, 1 query"));
  EXPECT_THAT(text, HasSubstr("scan: 1 of 1 known answer right"));
  EXPECT_THAT(p.err.str(), HasSubstr("tasks.jsonl:2:"));
  EXPECT_THAT(p.run({":task 2", ":task"}), HasSubstr("* 2  b"));
}

TEST(Repl, RowsWithTabsAreExamplesAndQuestions) {
  Prompt p;
  p.run({"[1]\t[2]", "[3]\t[4]"});
  EXPECT_EQ(p.session.task().examples.size(), 2U);
  EXPECT_THAT(p.run({"[5]\t"}), HasSubstr("[6]"));
  EXPECT_THAT(p.run({"[5]\t?"}), HasSubstr("[6]"));
  EXPECT_EQ(p.repl.bad_lines(), 0U);
  p.run({"[1]\tnonsense"});
  EXPECT_THAT(p.err.str(), HasSubstr("cell 'nonsense' of a row with tabs"));
  EXPECT_EQ(p.session.task().examples.size(), 2U);
}

TEST(Repl, AByteOrderMarkIsNoPartOfALine) {
  Prompt p;
  p.run({"\xEF\xBB\xBF[1] -> [2]", "\xEF\xBB\xBF# text"});
  EXPECT_EQ(p.err.str(), "");
  EXPECT_EQ(p.session.task().examples.size(), 1U);
}

TEST(Repl, KnowsWhenNothingWasAsked) {
  Prompt p;
  EXPECT_TRUE(p.repl.asked_nothing());
  p.run({"# text", "[1] -> [2]"});
  EXPECT_TRUE(p.repl.asked_nothing());
  p.run({":examples"});
  EXPECT_FALSE(p.repl.asked_nothing());
}

TEST(Repl, CompletesFilesByTheirWholeName) {
  Prompt p;
  const test::ScratchFolder scratch;
  const auto folder = scratch / "completes files";
  std::filesystem::create_directories(folder / "deeper");
  std::ofstream(folder / "a b.ink") << "#";
  std::ofstream(folder / ".hidden") << "#";
  std::ofstream(folder / "a\x1b[31m") << "#";
  const auto texts = [&](const std::string& name) {
    std::vector<std::string> words;
    const std::string line = ":load " + (folder / name).string();
    for (const auto& word : p.repl.complete(line).words)
      words.push_back(std::filesystem::relative(word.text, folder).string() +
                      (word.text.ends_with('/') ? "/" : ""));
    return words;
  };
  EXPECT_THAT(texts("a"), ::testing::ElementsAre("a b.ink")) << "none that a terminal would obey";
  EXPECT_THAT(texts("a b"), ::testing::ElementsAre("a b.ink"));
  EXPECT_THAT(texts("d"), ::testing::ElementsAre("deeper/"));
  EXPECT_THAT(texts("."), ::testing::ElementsAre(".hidden"));
  EXPECT_EQ(p.repl.complete(":save  x").begin, 7U);
}

TEST(Repl, CompletesCommandsSolversAndOperators) {
  Prompt p;
  const auto texts = [&](std::string_view line) {
    std::vector<std::string> words;
    for (const auto& word : p.repl.complete(line).words) words.push_back(word.text);
    return words;
  };
  EXPECT_THAT(texts(":ex"), ::testing::ElementsAre("examples", "explain"));
  EXPECT_THAT(texts(":solvers sc"), ::testing::ElementsAre("scan"));
  EXPECT_THAT(texts(":domain "), ::testing::ElementsAre("tiny"));
  EXPECT_THAT(texts(":set bud"), ::testing::ElementsAre("budget"));
  EXPECT_THAT(texts("sh"), ::testing::ElementsAre("shift"));
  p.run({":domain tiny"});
  EXPECT_THAT(texts(":crosscheck sh"), ::testing::ElementsAre("shift"));
  EXPECT_THAT(texts(":crosscheck sc"), ::testing::ElementsAre("scan"));
  EXPECT_THAT(texts(":solve scan bud"), ::testing::ElementsAre("budget="));
  EXPECT_THAT(texts(":solve scan,sc"), ::testing::ElementsAre("scan"));
  EXPECT_THAT(texts("[1, 2"), IsEmpty());
  EXPECT_EQ(p.repl.complete("  :ex").begin, 3U);
  EXPECT_EQ(p.log->searches.load(), 0);
}

// A searcher that only has the parameter, and solvers named as those of neural interpreters are.
class EngineSearcher : public Searcher {
 public:
  const SearcherInfo& info() const override { return info_; }
  Result<Outcome> search(const Task&, const Toolbox&, const Params&, std::uint64_t, const Budget&,
                         ProgressSink*) const override {
    return Outcome{};
  }

 private:
  SearcherInfo info_{"on-engine",
                     "searches nothing",
                     {{"starts", ParamType::integer, "4", "of nothing", 1, 9, {}},
                      {"engine", ParamType::choice, "auto", "", {}, {}, {"auto", "cpu", "cuda"}}},
                     false,
                     false};
};

TEST(Repl, TheEngineIsPartOfTheSolversTexts) {
  Prompt p;
  ASSERT_TRUE(p.registry->add("engines", [](Registrar& registrar) {
    registrar.add<Searcher>("on-engine", [] { return std::make_unique<EngineSearcher>(); });
    for (const char* id : {"nli+x", "nli-torch+x", "nli+y"})
      registrar.add_solver({id, "", "on-engine", "", "", "", {"tiny"}});
  }));
  p.run({":solvers nli+x(starts=7),scan", ":set engine cuda"});
  EXPECT_EQ(p.session.solvers(), (std::vector<std::string>{"nli+x(starts=7,engine=cuda)", "scan"}));
  EXPECT_THAT(p.run({":set engine"}), HasSubstr("engine cuda"));
  p.run({":set engine libtorch"});
  EXPECT_EQ(p.session.solvers(), (std::vector<std::string>{"nli-torch+x(starts=7)", "scan"}));
  EXPECT_THAT(p.run({":set engine"}), HasSubstr("engine libtorch"));
  p.run({":set engine auto"});
  EXPECT_EQ(p.session.solvers(), (std::vector<std::string>{"nli+x(starts=7)", "scan"}));
  p.run({":set engine abacus"});
  EXPECT_THAT(p.err.str(), HasSubstr("expected auto, libtorch, cpu"));
  // Without its sibling there is nothing to change to, and nothing is changed.
  p.run({":solvers nli+y", ":set engine libtorch"});
  EXPECT_THAT(p.err.str(), HasSubstr("no solver 'nli-torch+y'"));
  EXPECT_EQ(p.session.solvers(), std::vector<std::string>{"nli+y"});
}

// An interpreter on a machine without a card.
class NoCard : public test::TinyLatent {
 public:
  const InterpreterInfo& info() const override { return info_; }
  Result<std::unique_ptr<LatentProblem>> prepare(const Task& task,
                                                 const ProblemOptions& options) const override {
    if (options.params.get_text("engine") == "cuda")
      return Error{ErrorCode::unsupported, "there is no card"};
    return TinyLatent::prepare(task, options);
  }

 private:
  InterpreterInfo info_{"no-card", "TinyLatent", "tiny", Program::Kind::latent};
};

TEST(Repl, AnEngineThatIsNotThereIsRefusedAtOnce) {
  Prompt p;
  const auto added = p.registry->add("engines", [](Registrar& registrar) {
    registrar.add<Searcher>("on-engine", [] { return std::make_unique<EngineSearcher>(); });
    registrar.add<Interpreter>("no-card", [](const Domain&) { return std::make_unique<NoCard>(); });
    registrar.add_solver({"nli+x", "", "on-engine", "", "no-card", "", {"tiny"}});
  });
  ASSERT_TRUE(added.ok()) << added.error().message;
  p.run({":solvers nli+x,scan", ":set engine cpu"});
  EXPECT_THAT(p.err.str(), IsEmpty());
  p.run({":set engine cuda"});
  EXPECT_THAT(p.err.str(), HasSubstr("there is no card"));
  EXPECT_EQ(p.session.solvers(), (std::vector<std::string>{"nli+x(engine=cpu)", "scan"}));
}

TEST(Repl, TooManyTypedExamplesAreRefusedWithTheWayOut) {
  Prompt p;
  for (int i = 0; i < 5001; ++i)
    p.repl.feed("[" + std::to_string(i / 1000) + "," + std::to_string(i / 100 % 10) + "," +
                std::to_string(i / 10 % 10) + "," + std::to_string(i % 10) + "] -> [0]");
  EXPECT_EQ(p.session.task().examples.size(), 5000U);
  EXPECT_THAT(p.err.str(), HasSubstr("task file"));
}

}  // namespace
}  // namespace inkling::repl
