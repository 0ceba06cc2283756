// Parser (bytes per second) and executor (runs per second) of both languages, on everyday programs
// and on inputs of the usual size.
#include <benchmark/benchmark.h>

#include <inkling/dsl/language.hpp>

#include "lists_catalogue.hpp"
#include "strings_catalogue.hpp"

namespace inkling {
namespace {

struct Workload {
  std::vector<std::string> programs;
  std::vector<Value> inputs;
};

const Workload& lists() {
  static const Workload workload = {
      {"sort(x0)", "map(x -> 2*x, filter(x -> x > 0, x0))",
       "x0 = INPUT | x1 = Scanl1 (+) x0 | x2 = Map (*2) x1 | x3 = Reverse x2",
       "take(3, reverse(sort(map(x -> x*x + 1, x0))))",
       "sum(zip_with((x, y) -> x*y, x0, reverse(x0)))"},
      {Value::List{3, -1, 4, 1, -5, 9, 2, -6, 5, 3}}};
  return workload;
}

const Workload& strings() {
  static const Workload workload = {
      {"upper(x0)", "concat(left(x0, 1), \".\")", "replace_all(x0, \" \", \"-\")",
       "GetToken(WORD, 1) | ConstStr(\", \") | GetToken(WORD, 2)",
       "ToCase(PROPER) | GetUpto(DIGIT)"},
      {Value("Augusta Ada King, Countess of Lovelace (1815)")}};
  return workload;
}

using CatalogueMaker = std::shared_ptr<const dsl::Catalogue> (*)();

std::vector<Type> types_of(const std::vector<Value>& inputs) {
  std::vector<Type> types;
  for (const Value& input : inputs) types.push_back(type_of(input));
  return types;
}

void parse_all(benchmark::State& state, CatalogueMaker make, const Workload& workload) {
  const std::unique_ptr<Language> language = dsl::make_language(make());
  const std::vector<Type> types = types_of(workload.inputs);
  std::size_t bytes = 0;
  for (const std::string& text : workload.programs) bytes += text.size();
  for (auto _ : state) {
    for (const std::string& text : workload.programs) {
      const Result<Program> program = language->parse_typed(text, types);
      if (!program) return state.SkipWithError(to_text(program.error()).c_str());
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(bytes));
}

void run_all(benchmark::State& state, CatalogueMaker make, const Workload& workload) {
  const std::unique_ptr<Language> language = dsl::make_language(make());
  std::vector<Program> programs;
  for (const std::string& text : workload.programs) {
    Result<Program> program = language->parse_typed(text, types_of(workload.inputs));
    if (!program) return state.SkipWithError(to_text(program.error()).c_str());
    programs.push_back(*std::move(program));
  }
  for (auto _ : state)
    for (const Program& program : programs)
      benchmark::DoNotOptimize(language->run(program, workload.inputs));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(programs.size()));
}

void BM_ParseLists(benchmark::State& state) {
  parse_all(state, lists::lists_catalogue, lists());
}
BENCHMARK(BM_ParseLists);
void BM_ParseStrings(benchmark::State& state) {
  parse_all(state, strings::strings_catalogue, strings());
}
BENCHMARK(BM_ParseStrings);
void BM_RunLists(benchmark::State& state) {
  run_all(state, lists::lists_catalogue, lists());
}
BENCHMARK(BM_RunLists);
void BM_RunStrings(benchmark::State& state) {
  run_all(state, strings::strings_catalogue, strings());
}
BENCHMARK(BM_RunStrings);

}  // namespace
}  // namespace inkling
