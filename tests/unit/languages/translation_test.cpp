// Programs as code of other languages: the code is run, and gives what the interpreter gives.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <inkling/dsl/compiled.hpp>
#include <inkling/dsl/language.hpp>
#include <inkling/dsl/random_program.hpp>
#include <inkling/translator.hpp>
#include <map>

#include "language.hpp"
#include "lists_catalogue.hpp"
#include "lists_tables.hpp"
#include "sequences_tables.hpp"
#include "strings_catalogue.hpp"
#include "strings_tables.hpp"
#include "support/scratch_folder.hpp"

namespace inkling::dsl {
namespace {

constexpr Sort kInt{Sort::Base::integer, 0, 0};
constexpr Sort kBool{Sort::Base::boolean, 0, 0};
constexpr Sort kText{Sort::Base::string, 0, 0};
constexpr Sort list_of(Sort sort) {
  ++sort.depth;
  return sort;
}

struct World {
  std::string name;
  std::shared_ptr<const Catalogue> catalogue;
  LanguageTables tables;
  std::vector<Sort> sorts;  // of inputs and results
  std::unique_ptr<Language> language() const { return make_language(catalogue, tables); }
};

const World& world_of(const std::string& name) {
  static const World worlds[] = {
      {"lists",
       lists::lists_catalogue(),
       lists::lists_tables(),
       {kInt, kBool, list_of(kInt), list_of(kInt), list_of(kBool), list_of(list_of(kInt))}},
      {"strings",
       strings::strings_catalogue(),
       strings::strings_tables(),
       {kText, kText, kText, kInt, kBool, list_of(kText)}},
      {"sequences",
       sequences::sequences_catalogue(),
       sequences::sequences_tables(),
       {list_of(kInt)}},
  };
  for (const World& world : worlds)
    if (world.name == name) return world;
  return worlds[0];
}

const std::vector<std::string>& texts() {
  static const std::vector<std::string> pool = {"",
                                                " ",
                                                ",",
                                                "-",
                                                "a",
                                                "Ab",
                                                "é",
                                                "ß",
                                                "Ab cd",
                                                "ada lovelace",
                                                "x-y-z",
                                                "Ünï Cödé",
                                                "camelCaseName2",
                                                "HTTPServer",
                                                "a,b,,c",
                                                "AAAbbb 12",
                                                "hello  world ",
                                                "\tq\"uo'te\\",
                                                "ÀÉî ŁódźЖук",
                                                "日本 語",
                                                "dmy",
                                                "mdy",
                                                "ymd",
                                                "yyyy-mm-dd",
                                                "hh:mm",
                                                "o d mmm yy",
                                                "k:mm a",
                                                "1",
                                                "-7",
                                                "007",
                                                "1234567.891",
                                                "-0.5",
                                                "3.14159",
                                                "1999",
                                                "12",
                                                "$1,234.50",
                                                "(-3.00)",
                                                "€12",
                                                "2024-03-05",
                                                "5 March 2023 at 9:07 pm",
                                                "03/04/21 23:59:08",
                                                "Sept 21st, 1987",
                                                "20231231",
                                                "May 2020",
                                                "999999999999999999999999999",
                                                "10:30am",
                                                "75"};
  return pool;
}

struct Case {
  Program program;
  std::vector<Sort> inputs;
  Sort target{};
  std::vector<std::vector<Value>> rows;
};

// JSON, and null where there is no result.
std::string json(const Value& value) {
  return value.is_undefined() ? "null" : to_text(value);
}

Value draw(Sort sort, std::size_t size, const RandomProgramOptions& options, Rng& rng) {
  const std::span<const std::string> pool(options.strings);
  if (sort == kText)
    return Value(rng.bernoulli(0.8) ? rng.pick(pool) : rng.pick(pool) + rng.pick(pool));
  if (sort == list_of(kText)) {
    std::vector<Value> items;
    for (std::size_t i = 0; i < size; ++i) items.emplace_back(rng.pick(pool));
    return Value(std::move(items));
  }
  return random_value(sort, size, options, rng);
}

std::vector<std::vector<Value>> draw_rows(const std::vector<Sort>& sorts, Rng& rng) {
  RandomProgramOptions options;
  options.strings = texts();
  std::vector<std::vector<Value>> rows;
  for (std::size_t row = 0; row < 5; ++row) {
    options.min_literal = row == 4 ? -1000 : -4;
    options.max_literal = row == 4 ? 1000 : 9;
    std::vector<Value> values;
    for (Sort sort : sorts) values.push_back(draw(sort, row, options, rng));
    rows.push_back(std::move(values));
  }
  return rows;
}

void count(const Expr& expr, std::map<int, int>& uses) {
  if (expr.op != nullptr) ++uses[expr.op->id];
  for (const ExprPtr& arg : expr.args) count(*arg, uses);
}

bool is_rare(const Expr& expr, std::map<int, int>& uses, int enough) {
  if (expr.op != nullptr && uses[expr.op->id] < enough) return true;
  for (const ExprPtr& arg : expr.args)
    if (is_rare(*arg, uses, enough)) return true;
  return false;
}

// Calls of every operator on inputs, where no function is wanted; then random programs, until every
// operator was used often. Only operators that the target has.
std::vector<Case> draw_cases(const World& world, const std::string& target, std::size_t nodes) {
  std::vector<Case> cases;
  std::map<int, int> uses;
  Rng rng(17);
  const Renderings* table = nullptr;
  for (const Renderings& it : world.tables.renderings)
    if (it.target == target) table = &it;
  const auto language = world.language();
  const auto add = [&](const ExprPtr& expr, const std::vector<Sort>& inputs) {
    std::vector<Type> types;
    for (Sort sort : inputs) types.push_back(to_type(sort));
    Program program = make_program(
        world.catalogue, expr,
        world.catalogue->dialects().empty() ? Dialect{} : world.catalogue->dialects().front());
    const auto code = translator_of(*language)->translate(program, target, types, {});
    if (!code.ok() && code.error().code == ErrorCode::unsupported) return false;
    EXPECT_TRUE(code.ok()) << program.text() << ": " << to_text(code.error());
    if (!code.ok()) return false;
    cases.push_back({program, inputs, expr->sort, draw_rows(inputs, rng)});
    return true;
  };
  for (const Operator& op : world.catalogue->operators()) {
    const Rendering* row = find_rendering(*table, op);
    if (row == nullptr || row->text == nullptr) continue;
    for (int round = 0; round < 12; ++round) {
      std::vector<Sort> inputs;
      std::vector<ExprPtr> args;
      const Sort variable = round % 2 == 0 || world.name == "strings" ? kInt : list_of(kInt);
      const auto concrete = [&](Sort sort) {
        if (sort.base != Sort::Base::variable) return sort;
        Sort made = variable;
        made.depth = static_cast<std::uint8_t>(made.depth + sort.depth);
        return made;
      };
      bool simple = true;
      for (const Param& param : op.params) {
        simple = simple && !param.is_function();
        if (param.sort.base == Sort::Base::enumeration) {
          std::vector<std::int64_t> values;
          for (const EnumName& name : world.catalogue->constants())
            if (name.enumeration == param.sort.index) values.push_back(name.value);
          if (world.catalogue->enumerations()[param.sort.index].accepts_char)
            for (const char c : std::string_view(" -,a'\"]*?")) values.push_back(256 + c);
          args.push_back(
              make_constant(param.sort.index, rng.pick(std::span<const std::int64_t>(values))));
          continue;
        }
        args.push_back(make_input(static_cast<int>(inputs.size()), concrete(param.sort)));
        inputs.push_back(concrete(param.sort));
      }
      if (!simple || inputs.empty()) continue;
      if (add(make_call(op, args, concrete(op.result)), inputs)) ++uses[op.id];
    }
  }
  RandomProgramOptions options;
  options.strings = texts();
  const std::span<const Sort> sorts(world.sorts);
  for (int tries = 0; tries < 60000; ++tries) {
    options.max_nodes = static_cast<std::size_t>(rng.uniform(2, static_cast<std::int64_t>(nodes)));
    options.lets = tries % 3 == 0;
    std::vector<Sort> inputs{rng.pick(sorts)};
    if (rng.bernoulli(0.5)) inputs.push_back(rng.pick(sorts));
    const auto expr = random_program(*world.catalogue, inputs, rng.pick(sorts), options, rng);
    if (!expr || !is_rare(**expr, uses, 15)) continue;
    if (add(*expr, inputs)) count(**expr, uses);
  }
  return cases;
}

// The tool reads the cases from a file and prints those that differ, and how many results were
// defined at last.
void compare(const std::string& name, const std::string& target, const std::string& tool,
             std::size_t nodes, std::size_t least_defined) {
  const World& world = world_of(name);
  const auto language = world.language();
  const std::vector<Case> cases = draw_cases(world, target, nodes);
  std::string lines = "[";
  for (const Case& it : cases) {
    std::vector<Type> types;
    for (Sort sort : it.inputs) types.push_back(to_type(sort));
    const auto code = translator_of(*language)->translate(it.program, target, types, {});
    ASSERT_TRUE(code.ok());
    const bool list = it.target.depth > 0;
    lines += (lines.size() > 1 ? ",\n" : "") + std::string("{\"text\":") +
             to_text(Value(it.program.text())) + ",\"code\":" + to_text(Value(*code)) +
             ",\"kind\":\"" +
             (list                 ? "list"
              : it.target == kBool ? "bool"
                                   : "plain") +
             "\",\"rows\":[";
    bool first = true;
    for (const auto& row : it.rows) {
      const auto expected = language->run(it.program, row);
      ASSERT_TRUE(expected.ok()) << it.program.text() << ": " << to_text(expected.error());
      std::string inputs;
      for (const Value& value : row) inputs += (inputs.empty() ? "" : ",") + json(value);
      lines += std::string(first ? "" : ",") + "[[" + inputs + "]," + json(*expected) + "]";
      first = false;
    }
    lines += "]}";
  }
  const test::ScratchFolder folder;
  const auto file = folder.write("cases.json", lines + "]\n");
  const std::string command =
      "python3 '" INKLING_TRANSLATION_TOOLS "/" + tool + "' '" + file.string() + "' 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string output;
  char buffer[4096];
  for (std::size_t n = 0; (n = fread(buffer, 1, sizeof(buffer), pipe)) > 0;)
    output.append(buffer, n);
  const int status = pclose(pipe);
  if (output.starts_with("skipped: ")) GTEST_SKIP() << output;
  ASSERT_EQ(status, 0) << output.substr(0, 6000);
  const std::string last = output.substr(output.rfind("defined ") + 8);
  EXPECT_GT(std::stoul(last), least_defined) << output;
  std::printf("%zu programs of %s, %s", cases.size(), name.c_str(), output.c_str());
}

bool have_python() {
  return std::system("python3 -c 'import sqlite3' > /dev/null 2>&1") == 0;
}

TEST(Translations, EveryOperatorIsWrittenOrRefused) {
  for (const char* name : {"lists", "strings", "sequences"}) {
    const Catalogue& catalogue = *world_of(name).catalogue;
    ASSERT_FALSE(world_of(name).tables.renderings.empty()) << name;
    for (const Renderings& table : world_of(name).tables.renderings)
      for (const Operator& op : catalogue.operators())
        EXPECT_NE(find_rendering(table, op), nullptr)
            << "nothing is said of " << op.name << " of " << name << " in " << table.target;
  }
}

// A row that no operator has is a misspelling.
TEST(Translations, EveryRowIsOfAnOperator) {
  for (const char* name : {"lists", "strings", "sequences"}) {
    const Catalogue& catalogue = *world_of(name).catalogue;
    for (const Renderings& table : world_of(name).tables.renderings)
      for (const Rendering& row : table.rows) {
        const std::string op = row.op.substr(0, row.op.find_first_of("/:"));
        const bool shared = catalogue.find(op).empty();
        if (shared) {
          bool scalar = false;
          for (const Operator& other : lists::lists_catalogue()->operators())
            scalar = scalar || other.name == op;
          EXPECT_TRUE(scalar) << row.op << " of " << name << " in " << table.target;
        }
      }
  }
}

TEST(Translations, WhatCannotBeWrittenIsNamed) {
  const auto language = world_of("strings").language();
  const Program program = *language->parse("reverse(x0)");
  const std::vector<Type> inputs{Type{Type::Base::string, 0}};
  const auto none = translator_of(*language)->translate(program, "cobol", inputs, {});
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code, ErrorCode::not_found);
  EXPECT_NE(to_text(none.error()).find("python"), std::string::npos);
  const auto dialect = world_of("lists").language();
  const auto bounded =
      translator_of(*dialect)->translate(*dialect->parse("@deepcoder sum(x0)"), "python",
                                         std::vector<Type>{Type{Type::Base::integer, 1}}, {});
  ASSERT_FALSE(bounded.ok());
  EXPECT_NE(to_text(bounded.error()).find("@deepcoder"), std::string::npos);
}

TEST(Translations, PythonIsShortWhereItCanBe) {
  const auto language = world_of("strings").language();
  const std::vector<Type> inputs{Type{Type::Base::string, 0}};
  const auto code = translator_of(*language)->translate(*language->parse("left(x0, 1) ++ \".\""),
                                                        "python", inputs, {});
  ASSERT_TRUE(code.ok());
  EXPECT_EQ(*code,
            "# left(x0, 1) ++ \".\"\n\n\n"
            "def program(x0):\n"
            "    return x0[:1] + \".\"\n\n\n"
            "if __name__ == \"__main__\":\n"
            "    import sys\n\n"
            "    print(program(sys.argv[1]))\n");
}

TEST(Translations, CodeIsAboutColumnsAndCellsThatAreNamed) {
  const auto language = world_of("strings").language();
  const std::vector<Type> inputs(2, Type{Type::Base::string, 0});
  const Program program = *language->parse("x1 ++ left(x0, 1)");
  const auto query = translator_of(*language)->translate(program, "sql", inputs,
                                                         {{"first name", "b\"c"}, "people"});
  ASSERT_TRUE(query.ok());
  EXPECT_NE(query->find("(SELECT \"first name\" AS x0, \"b\"\"c\" AS x1 FROM \"people\")"),
            std::string::npos)
      << *query;
  const auto formula =
      translator_of(*language)->translate(program, "excel", inputs, {{"A2", "AC2"}, ""});
  ASSERT_TRUE(formula.ok());
  EXPECT_EQ(*formula, "=AC2&LEFT(A2,1)\n");
}

TEST(Translations, PythonGivesWhatTheInterpreterGivesForStrings) {
  if (!have_python()) GTEST_SKIP() << "skipped: no python3";
  compare("strings", "python", "run_python.py", 14, 3000);
}
TEST(Translations, PythonGivesWhatTheInterpreterGivesForLists) {
  if (!have_python()) GTEST_SKIP() << "skipped: no python3";
  compare("lists", "python", "run_python.py", 14, 3000);
}
TEST(Translations, PythonGivesWhatTheInterpreterGivesForSequences) {
  if (!have_python()) GTEST_SKIP() << "skipped: no python3";
  compare("sequences", "python", "run_python.py", 8, 400);
}

TEST(Translations, SqliteGivesWhatTheInterpreterGivesForStrings) {
  if (!have_python()) GTEST_SKIP() << "skipped: no python3 with sqlite3";
  compare("strings", "sql", "run_sqlite.py", 14, 2500);
}
TEST(Translations, SqliteGivesWhatTheInterpreterGivesForLists) {
  if (!have_python()) GTEST_SKIP() << "skipped: no python3 with sqlite3";
  compare("lists", "sql", "run_sqlite.py", 14, 2500);
}
TEST(Translations, LibreOfficeGivesWhatTheInterpreterGives) {
  if (std::system("command -v soffice > /dev/null 2>&1") != 0 || !have_python())
    GTEST_SKIP() << "skipped: no LibreOffice";
  compare("strings", "excel", "run_libreoffice.py", 8, 800);
}

}  // namespace
}  // namespace inkling::dsl
