// Reading and writing values and task lines: bytes per second.
#include <benchmark/benchmark.h>

#include <inkling/rng.hpp>
#include <inkling/task.hpp>

namespace inkling {
namespace {

constexpr std::uint64_t kSeed = 11;

Value random_list(Rng& rng, std::int64_t length) {
  Value::List list;
  for (std::int64_t i = 0; i < length; ++i) list.push_back(rng.uniform(-1000, 1000));
  return list;
}

Value random_string(Rng& rng, std::int64_t length) {
  std::string text;
  for (std::int64_t i = 0; i < length; ++i) text += static_cast<char>(rng.uniform('a', 'z'));
  return text;
}

void count_bytes(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(bytes));
}

void BM_ParseList(benchmark::State& state) {
  Rng rng(kSeed);
  const std::string text = to_text(random_list(rng, state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(parse_value(text));
  count_bytes(state, text.size());
}
BENCHMARK(BM_ParseList)->Arg(10)->Arg(10'000);

void BM_ParseString(benchmark::State& state) {
  Rng rng(kSeed);
  const std::string text = to_text(random_string(rng, state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(parse_value(text));
  count_bytes(state, text.size());
}
BENCHMARK(BM_ParseString)->Arg(20)->Arg(100'000);

void BM_PrintList(benchmark::State& state) {
  Rng rng(kSeed);
  const Value value = random_list(rng, state.range(0));
  std::size_t bytes = 0;
  for (auto _ : state) bytes = to_text(value).size();
  count_bytes(state, bytes);
}
BENCHMARK(BM_PrintList)->Arg(10)->Arg(10'000);

void BM_HashList(benchmark::State& state) {
  Rng rng(kSeed);
  const Value value = random_list(rng, state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(hash(value));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * state.range(0));
}
BENCHMARK(BM_HashList)->Arg(10)->Arg(10'000);

void BM_ReadTaskLine(benchmark::State& state) {
  Rng rng(kSeed);
  Task task{"t", "lists", {}, {}, {}};
  for (int i = 0; i < 5; ++i) task.examples.push_back({{random_list(rng, 8)}, random_list(rng, 8)});
  const std::string line = to_json(task);
  for (auto _ : state) benchmark::DoNotOptimize(task_from_json(line));
  count_bytes(state, line.size());
}
BENCHMARK(BM_ReadTaskLine);

}  // namespace
}  // namespace inkling
