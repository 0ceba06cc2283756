// What the interpreter says is what the system's C compiler makes of the same text.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "generator.hpp"
#include "language.hpp"
#include "support/scratch_folder.hpp"

namespace inkling::c {
namespace {

constexpr std::size_t kPrograms = 300;
constexpr std::size_t kInputs = 5;

struct Case {
  std::string text;
  Value input;
  Value output;
};

// Runs that have a result: C says nothing of the others.
std::vector<Case> draw_cases() {
  const auto language = dsl::make_language(c_language());
  std::vector<Case> cases;
  Rng rng(20210);
  for (std::size_t i = 0; i < kPrograms; ++i) {
    const std::string text = c_language()->print(random_program(3, 4, rng));
    const Program program = language->parse(text).value();
    for (std::size_t k = 0; k < kInputs; ++k) {
      Value input = random_array(5, rng);
      const std::vector<Value> inputs{input};
      Value output = language->run(program, inputs).value();
      if (!output.is_undefined()) cases.push_back({text, std::move(input), std::move(output)});
    }
  }
  return cases;
}

// Each case as a function of its own, and a main that prints what they make.
std::string source_of(const std::vector<Case>& cases) {
  std::string functions = "#include <stdio.h>\n", calls;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    std::string text = cases[i].text;
    const std::string name = "run" + std::to_string(i);
    text.replace(text.find("run("), 3, name);
    functions += "static " + text + "\n";
    std::string elements;
    for (const Value& it : cases[i].input.as_list())
      elements += (elements.empty() ? "" : ", ") + to_text(it);
    calls += "  { int a[5] = {" + elements + "}; int *b = " + name +
             "(a); printf(\"[%d,%d,%d,%d,%d]\\n\", b[0], b[1], b[2], b[3], b[4]); }\n";
  }
  return functions + "int main(void) {\n" + calls + "  return 0;\n}\n";
}

TEST(Compiled, TheSystemsCompilerAgrees) {
  if (std::system("cc --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "there is no C compiler";
  const std::vector<Case> cases = draw_cases();
  ASSERT_GT(cases.size(), kPrograms);
  const test::ScratchFolder folder;
  const std::string stem = (folder.path() / "programs").string();
  std::ofstream(stem + ".c") << source_of(cases);
  const std::string command = "cc -std=c99 -pedantic-errors -o '" + stem + "' '" + stem +
                              ".c' 2> '" + stem + ".log' && '" + stem + "' > '" + stem + ".out'";
  ASSERT_EQ(std::system(command.c_str()), 0) << stem << ".log";
  std::ifstream out(stem + ".out");
  std::string line;
  for (const Case& it : cases) {
    ASSERT_TRUE(std::getline(out, line));
    EXPECT_EQ(line, to_text(it.output)) << it.text << " on " << to_text(it.input);
  }
}

}  // namespace
}  // namespace inkling::c
