#include "commands.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "cli.hpp"
#include "prompt.hpp"

namespace inkling::repl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Commands, HaveUniqueNamesSummariesAndHelpWithAnExample) {
  std::set<std::string> names;
  for (const auto& command : commands()) {
    EXPECT_TRUE(names.insert(command.name).second) << command.name;
    EXPECT_FALSE(command.summary.empty()) << command.name;
    EXPECT_THAT(command.help + (command.args.empty() ? ":" + command.name : ""),
                HasSubstr(":" + command.name))
        << command.name;
    EXPECT_NE(command.run, nullptr);
  }
}

TEST(Commands, AreFoundByUnambiguousBeginnings) {
  EXPECT_EQ((*find_command("cl"))->name, "clear");
  EXPECT_EQ((*find_command("solve"))->name, "solve") << "an exact name wins over :solvers";
}

TEST(Commands, AmbiguousAndUnknownNamesSayWhatIsNear) {
  const auto ambiguous = find_command("s");
  ASSERT_FALSE(ambiguous.ok());
  EXPECT_THAT(ambiguous.error().message, HasSubstr(":set"));
  const auto unknown = find_command("exmples");
  ASSERT_FALSE(unknown.ok());
  EXPECT_THAT(to_text(unknown.error()), HasSubstr("did you mean ':examples'?"));
  EXPECT_FALSE(find_command("").ok());
}

// The part of the manual between the marks of that name is `table`; INKLING_UPDATE writes it.
void expect_in_manual(const std::string& name, const std::string& table) {
  std::stringstream buffer;
  buffer << std::ifstream(INKLING_REPL_DOC).rdbuf();
  std::string text = buffer.str();
  auto begin = text.find("<!-- begin: " + name);
  const auto end = text.find("<!-- end: " + name);
  ASSERT_NE(begin, std::string::npos) << INKLING_REPL_DOC;
  ASSERT_NE(end, std::string::npos);
  begin = text.find('\n', begin) + 1;
  if (std::getenv("INKLING_UPDATE")) {
    text.replace(begin, end - begin, table);
    std::ofstream(INKLING_REPL_DOC) << text;
    return;
  }
  EXPECT_EQ(text.substr(begin, end - begin), table);
}

TEST(Commands, TheManualListsThemAsTheTableDoes) {
  expect_in_manual("commands", command_table_markdown());
}

TEST(Commands, TheManualListsTheExitCodes) {
  expect_in_manual("exit codes", exit_code_table_markdown());
}

TEST(Commands, HelpKnowsCommandsOperatorsSolversAndDomains) {
  Prompt p;
  const auto overview = p.run({":help"});
  for (const auto& command : commands()) EXPECT_THAT(overview, HasSubstr(":" + command.name));
  EXPECT_THAT(p.run({":help drop"}), HasSubstr(":drop 2"));
  EXPECT_THAT(p.run({":help shift"}), HasSubstr("shift n: adds n"));
  EXPECT_THAT(p.run({":help scan"}), HasSubstr("largest shift tried"));
  // The searcher's parameters and those of the interpreter that it searches.
  EXPECT_THAT(p.run({":help tiny+gradient"}),
              testing::AllOf(HasSubstr("random starts"), HasSubstr("program_from")));
  EXPECT_THAT(p.run({":help tiny"}), HasSubstr("lists of digits"));
  EXPECT_EQ(p.repl.bad_lines(), 0U) << p.err.str();
  p.run({":help drip"});
  EXPECT_THAT(p.err.str(), HasSubstr("did you mean 'drop'?"));
}

TEST(Commands, DropAndClear) {
  Prompt p;
  p.run({"[1] -> [2]", "[3] -> [4]", ":drop 1"});
  EXPECT_EQ(p.session.task().examples.size(), 1U);
  p.run({":drop 9"});
  EXPECT_THAT(p.err.str(), HasSubstr("there is no example 9"));
  p.run({":clear"});
  EXPECT_TRUE(p.session.task().examples.empty());
}

TEST(Commands, SampleDrawsATaskAndKeepsWhatIsThere) {
  Prompt p;
  p.run({":examples sample 2"});
  EXPECT_EQ(p.session.task().examples.size(), 2U) << p.err.str();
  p.run({":examples sample 2"});
  EXPECT_EQ(p.repl.bad_lines(), 1U);
}

TEST(Commands, SolveTakesSolversAndSettings) {
  Prompt p;
  p.run({"[1] -> [2]", ":solve narrow budget=2s seed=3"});
  EXPECT_EQ(p.repl.bad_lines(), 0U) << p.err.str();
  EXPECT_THAT(p.session.solvers(), ::testing::ElementsAre("narrow"));
  EXPECT_EQ(p.session.settings().seed, 3U);
  EXPECT_EQ(p.session.settings().budget.time, std::chrono::seconds(2));
  p.run({":solve narow"});
  EXPECT_THAT(p.err.str(), HasSubstr("narow"));
}

TEST(Commands, CompareShowsAgreementWithTheFirst) {
  Prompt p;
  const auto text = p.run({"[1] -> [2]", "[2] -> [3]", ":set checks 40", ":compare scan,narrow"});
  EXPECT_THAT(text, HasSubstr("40/40"));
  EXPECT_THAT(p.session.solvers(), ::testing::ElementsAre("scan"));
}

TEST(Commands, CrosscheckPartsProgramsThatContainBlanks) {
  Prompt p;
  const auto text = p.run({"[1] -> [2]", ":crosscheck shift 1 shift 2"});
  EXPECT_THAT(text, HasSubstr("shift 1\n  shift 2\n  agree on"));
  EXPECT_THAT(text, HasSubstr(" and "));
  EXPECT_EQ(p.repl.bad_lines(), 0U) << p.err.str();
  p.run({":crosscheck shift 1"});
  EXPECT_EQ(p.repl.bad_lines(), 1U);
  EXPECT_THAT(p.err.str(), HasSubstr("two programs or solvers were expected, 'shift 1' is one"));
}

TEST(Commands, NothingIsCutOrTooLongOnANarrowScreen) {
  for (const std::size_t width : {80U, 40U}) {
    ReplOptions options = Prompt::quiet();
    options.width = width;
    Prompt p(options);
    const auto text = p.run({":help", ":help tiny+gradient", ":help tiny", ":set", "[1] -> [2]",
                             ":explain shift 1", ":crosscheck shift 1 shift 2", "shift 1"});
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(display_width(line), width) << line;
      EXPECT_THAT(line, Not(HasSubstr("…")));
    }
  }
}

TEST(Commands, CrosscheckTakesACommaBetweenThePrograms) {
  for (const char* line : {":crosscheck shift 1, shift 2", ":crosscheck shift 1 , shift 2",
                           ":crosscheck shift 1,shift 2"}) {
    Prompt p;
    EXPECT_THAT(p.run({"[1] -> [2]", line}), HasSubstr("shift 1\n  shift 2\n  agree on")) << line;
    EXPECT_EQ(p.repl.bad_lines(), 0U) << p.err.str();
  }
  Prompt p;
  p.run({"[1] -> [2]", ":crosscheck shift 1, shift"});
  EXPECT_THAT(p.err.str(), HasSubstr("shift 1, shift\n" + std::string(23, ' ') + "^^^^^\n"));
}

TEST(Commands, CrosscheckNeedsNoExamples) {
  Prompt p;
  const auto text = p.run({":crosscheck shift 1 shift 2"});
  EXPECT_THAT(text, HasSubstr("shift 1\n  shift 2\n  agree on"));
  EXPECT_THAT(text, HasSubstr("inputs are like those of the domain's own examples"));
  EXPECT_EQ(p.repl.bad_lines(), 0U) << p.err.str();
  EXPECT_TRUE(p.session.task().examples.empty());
  EXPECT_THAT(p.run({":crosscheck shift 1 <1 0>"}), HasSubstr("agree on 1000 of 1000"));
  p.run({":crosscheck scan shift 1"});
  EXPECT_THAT(p.err.str(), HasSubstr("has no answer yet"));
}

TEST(Commands, CrosscheckTakesSolvers) {
  Prompt p;
  const auto text =
      p.run({"[1] -> [2]", "[2] -> [3]", ":set checks 30", ":solve", ":crosscheck scan shift 1"});
  EXPECT_THAT(text, HasSubstr("agree on 30 of 30 generated inputs"));
}

TEST(Commands, ExplainTypeProgramAndMore) {
  Prompt p;
  p.run({":explain"});
  EXPECT_THAT(p.err.str(), HasSubstr("no program was found yet"));
  p.run({"[1] -> [2]", "[3] -> ?"});
  EXPECT_THAT(p.run({":explain"}), HasSubstr("shift 1"));
  EXPECT_THAT(p.run({":type shift 4"}), HasSubstr("shift 4 : (list of int) -> list of int"));
  EXPECT_THAT(p.run({":more"}), HasSubstr("scan#2"));
  EXPECT_THAT(p.run({":program 1"}), HasSubstr("scan#1  fits 1/1"));
  p.run({":program 99"});
  EXPECT_THAT(p.err.str(), HasSubstr("there is no candidate 99"));
}

TEST(Commands, AskPutsAQuestionThatAnArrowAnswers) {
  Prompt p;
  const auto text = p.run({"[] -> []", ":ask"});
  EXPECT_THAT(text, HasSubstr("what is the output for"));
  ASSERT_TRUE(p.repl.question().has_value());
  const auto question = *p.repl.question();
  std::string answer = "-> [";
  for (const auto& digit : question[0].as_list())
    answer += (answer.back() == '[' ? "" : ",") + std::to_string((digit.as_int() + 4) % 10);
  p.run({answer + "]"});
  EXPECT_EQ(p.repl.bad_lines(), 0U) << p.err.str();
  EXPECT_EQ(p.session.task().examples.size(), 2U);
  EXPECT_THAT(p.run({"[1] -> ?"}), HasSubstr("shift 4"));
}

TEST(Commands, AskHasNoQuestionWhenAllAgree) {
  Prompt p;
  EXPECT_THAT(p.run({"[1] -> [2]", ":ask"}), HasSubstr("no question"));
}

TEST(Commands, SettingsAreListedSetUnsetAndChecked) {
  Prompt p;
  EXPECT_THAT(p.run({":set"}), HasSubstr("budget"));
  p.run({":set budget 250ms", ":set evaluations 5000", ":set threads 2"});
  EXPECT_EQ(p.session.settings().budget.time, std::chrono::milliseconds(250));
  EXPECT_THAT(p.run({":set budget"}), HasSubstr("250ms"));
  p.run({":unset budget"});
  EXPECT_EQ(p.session.settings().budget.time, std::chrono::seconds(10));
  p.run({":set threads none"});
  EXPECT_THAT(p.err.str(), HasSubstr("expected a whole number from 1 to 1024"));
  p.run({":set bugdet 3s"});
  EXPECT_THAT(p.err.str(), HasSubstr("did you mean 'budget'?"));
  p.run({":seed 12"});
  EXPECT_EQ(p.session.settings().seed, 12U);
}

TEST(Commands, UnknownDomainsAreRefusedAndTheSessionGoesOn) {
  Prompt p;
  p.run({"[1] -> [2]", ":domain tinny"});
  EXPECT_EQ(p.repl.bad_lines(), 1U);
  EXPECT_EQ(p.session.domain()->info().id, "tiny");
  EXPECT_EQ(p.session.task().examples.size(), 1U);
}

TEST(Commands, HistoryAndQuit) {
  Prompt p;
  EXPECT_THAT(p.run({"[1] -> [2]", ":history"}), HasSubstr("1  [1] -> [2]\n  2  :history"));
  EXPECT_FALSE(p.repl.quit());
  p.run({":q"});
  EXPECT_TRUE(p.repl.quit());
}

}  // namespace
}  // namespace inkling::repl
