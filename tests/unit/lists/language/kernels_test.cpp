// Scalar kernels on columns, and inverses, without parser or executor.
#include <gtest/gtest.h>

#include <algorithm>
#include <inkling/dsl/catalogue.hpp>
#include <inkling/dsl/expr.hpp>
#include <inkling/rng.hpp>

#include "lists_catalogue.hpp"

namespace inkling::dsl {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

// Small and huge integers and kUndefined; 0 and 1 where a boolean is wanted.
std::int64_t sample(Sort sort, bool defined, Rng& rng) {
  if (!defined && rng.bernoulli(0.2)) return kUndefined;
  if (sort.base == Sort::Base::boolean) return rng.uniform(0, 1);
  constexpr std::int64_t kCorners[] = {0, 1, -1, 2, -2, 63, kMax, -kMax, kMax / 2, 1LL << 32};
  if (rng.bernoulli(0.3)) return rng.pick(std::span<const std::int64_t>(kCorners));
  return rng.uniform(-60, 60);
}

CallSite site_of(const Operator& op, Sort variable) {
  CallSite site;
  site.op = &op;
  const auto bind = [&](Sort sort) {
    if (sort.base != Sort::Base::variable) return sort;
    return Sort{variable.base, static_cast<std::uint8_t>(sort.depth + variable.depth), 0};
  };
  for (std::size_t i = 0; i < op.params.size(); ++i) site.args[i] = bind(op.params[i].sort);
  site.result = bind(op.result);
  return site;
}

TEST(ScalarKernels, AgreeWithSingleApplications) {
  Rng rng(7);
  constexpr std::size_t kRows = 500;
  for (const Dialect& dialect : lists::lists_catalogue()->dialects())
    for (const Operator& op : lists::lists_catalogue()->operators()) {
      if (op.kernel == nullptr) continue;
      const CallSite site = site_of(op, {Sort::Base::integer});
      std::vector<std::vector<std::int64_t>> columns;
      std::vector<const std::int64_t*> args;
      for (std::size_t p = 0; p < op.params.size(); ++p) {
        columns.emplace_back();
        for (std::size_t i = 0; i < kRows; ++i)
          columns[p].push_back(sample(site.args[p], false, rng));
      }
      for (const auto& column : columns) args.push_back(column.data());
      std::vector<std::int64_t> result(kRows);
      op.kernel(args.data(), kRows, result.data(), dialect);
      for (std::size_t i = 0; i < kRows; ++i) {
        bool defined = true;
        Cell cells[kMaxArity];
        for (std::size_t p = 0; p < columns.size(); ++p) {
          cells[p].i = columns[p][i];
          defined = defined && columns[p][i] != kUndefined;
        }
        if (!defined) {
          EXPECT_TRUE(op.lazy || result[i] == kUndefined) << op.name;
          continue;
        }
        Arena arena;
        EvalContext context{arena, dialect};
        Cell single;
        const bool done =
            op.eval(context, site, cells, single) && within(dialect, site.result, single);
        // `if` hands on what it was given, bounded or not.
        if (op.name == "if") continue;
        EXPECT_EQ(done ? single.i : kUndefined, result[i])
            << op.name << " in " << dialect.name << " on " << cells[0].i << ", " << cells[1].i;
      }
    }
}

TEST(ScalarKernels, LazyOnesLookAtWhatTheyNeed) {
  const auto apply = [](const char* name, std::vector<std::int64_t> row) {
    const Operator& op = *lists::lists_catalogue()->find(name).front();
    const std::int64_t* args[kMaxArity] = {};
    for (std::size_t p = 0; p < row.size(); ++p) args[p] = &row[p];
    std::int64_t result = 0;
    op.kernel(args, 1, &result, lists::lists_catalogue()->dialects().front());
    return result;
  };
  EXPECT_EQ(apply("and", {0, kUndefined}), 0);
  EXPECT_EQ(apply("and", {1, kUndefined}), kUndefined);
  EXPECT_EQ(apply("and", {kUndefined, 0}), kUndefined);
  EXPECT_EQ(apply("or", {1, kUndefined}), 1);
  EXPECT_EQ(apply("or", {0, kUndefined}), kUndefined);
  EXPECT_EQ(apply("or", {kUndefined, 1}), kUndefined);
  EXPECT_EQ(apply("if", {1, 5, kUndefined}), 5);
  EXPECT_EQ(apply("if", {0, kUndefined, 6}), 6);
  EXPECT_EQ(apply("if", {kUndefined, 5, 6}), kUndefined);
}

// A random cell of that sort: small integers, so that equal ones occur.
Cell sample_cell(Sort sort, Arena& arena, Rng& rng) {
  Cell cell;
  if (sort.depth == 0) {
    cell.i = sort.base == Sort::Base::boolean ? rng.uniform(0, 1) : rng.uniform(-4, 4);
    return cell;
  }
  cell.size = static_cast<std::uint32_t>(rng.uniform(0, 4));
  if (sort.integers()) {
    std::int64_t* items = arena.integers(cell.size);
    for (std::uint32_t i = 0; i < cell.size; ++i) items[i] = rng.uniform(-4, 4);
    cell.v = items;
    return cell;
  }
  Cell* items = arena.cells(cell.size);
  for (std::uint32_t i = 0; i < cell.size; ++i) items[i] = sample_cell(sort.element(), arena, rng);
  cell.c = items;
  return cell;
}

// Whatever a witness names must lead back to the result; and it must name something whenever the
// result came from running forwards (but for products with 0, where nothing can be told).
TEST(Witnesses, LeadBackToTheResult) {
  Rng rng(11);
  std::size_t checked = 0;
  for (const Sort variable : {Sort{Sort::Base::integer}, Sort{Sort::Base::integer, 1}})
    for (const Operator& op : lists::lists_catalogue()->operators()) {
      ASSERT_EQ(op.witness == nullptr, op.witnessed == 0) << op.name;
      const bool takes_functions = std::any_of(op.params.begin(), op.params.end(),
                                               [](const Param& p) { return p.is_function(); });
      if (op.witness == nullptr || takes_functions) continue;
      const CallSite site = site_of(op, variable);
      for (int round = 0; round < 200; ++round) {
        Arena arena;
        EvalContext context{arena, lists::lists_catalogue()->dialects().front()};
        Cell args[kMaxArity];
        for (std::size_t p = 0; p < op.params.size(); ++p)
          args[p] = sample_cell(site.args[p], arena, rng);
        Cell result;
        ASSERT_TRUE(op.eval(context, site, args, result)) << op.name;
        for (std::size_t p = 0; p < op.params.size(); ++p) {
          if (!op.has_witness(p)) continue;
          Cell found[kMaxWitnesses];
          const std::size_t n = op.witness(context, site, p, args, result, found);
          ASSERT_LE(n, kMaxWitnesses) << op.name;
          EXPECT_TRUE(n > 0 || (op.name == "mul" && args[1 - p].i == 0)) << op.name;
          for (std::size_t i = 0; i < n; ++i) {
            Cell again_args[kMaxArity];
            std::copy(std::begin(args), std::end(args), again_args);
            again_args[p] = found[i];
            Cell again;
            ASSERT_TRUE(op.eval(context, site, again_args, again)) << op.name;
            EXPECT_EQ(to_value(again, site.result), to_value(result, site.result)) << op.name;
            ++checked;
          }
        }
      }
    }
  EXPECT_GT(checked, 3000u);
}

TEST(Witnesses, SayNoWhenThereIsNoArgument) {
  Arena arena;
  EvalContext context{arena, lists::lists_catalogue()->dialects().front()};
  const auto witness = [&](const char* name, std::size_t unknown, const Value& known,
                           const Value& result) {
    const Operator& op = *lists::lists_catalogue()->find(name).front();
    const CallSite site = site_of(op, {Sort::Base::integer});
    Cell args[kMaxArity];
    Cell result_cell;
    Cell found[kMaxWitnesses];
    const std::size_t other = 1 - unknown;
    EXPECT_TRUE(to_cell(known, site.args[other], arena, args[other]));
    EXPECT_TRUE(to_cell(result, site.result, arena, result_cell));
    if (op.witness(context, site, unknown, args, result_cell, found) == 0) return Value();
    return to_value(found[0], site.args[unknown]);
  };
  const Value list = Value(Value::List{1, 2, 3});
  EXPECT_EQ(witness("mul", 0, Value(3), Value(7)), Value());
  EXPECT_EQ(witness("mul", 0, Value(-3), Value(6)), Value(-2));
  EXPECT_EQ(witness("add", 0, Value(-2), Value(kMax)), Value());
  EXPECT_EQ(witness("sub", 1, Value(5), Value(7)), Value(-2));
  EXPECT_EQ(witness("append", 0, Value(4), list), Value());
  EXPECT_EQ(witness("append", 0, Value(3), list), Value(Value::List{1, 2}));
  EXPECT_EQ(witness("append", 0, Value(3), Value(Value::List{})), Value());
  EXPECT_EQ(witness("append", 1, Value(Value::List{1, 2}), list), Value(3));
  EXPECT_EQ(witness("prepend", 1, Value(2), list), Value());
  EXPECT_EQ(witness("prepend", 1, Value(1), list), Value(Value::List{2, 3}));
  EXPECT_EQ(witness("concat", 0, Value(Value::List{3}), list), Value(Value::List{1, 2}));
  EXPECT_EQ(witness("concat", 1, Value(Value::List{3}), list), Value());
  EXPECT_EQ(witness("concat", 1, Value(Value::List{1, 2, 3, 4}), list), Value());
}

// A function that can be run backwards: "x + 10 * y" of two parameters, by hand.
struct Weighted : Closure {
  Weighted() {
    apply = [](const Closure&, EvalContext&, const Cell* args, Cell& result) {
      result.i = args[0].i + 10 * args[1].i;
      return true;
    };
    apply_column = nullptr;
    witness = [](const Closure&, EvalContext&, std::size_t unknown, const Cell* args,
                 const Cell& result, Cell* values) -> std::size_t {
      const std::int64_t rest = result.i - (unknown == 0 ? 10 * args[1].i : args[0].i);
      values[0].i = unknown == 0 ? rest : rest / 10;
      return unknown == 0 || rest % 10 == 0;
    };
  }
};

TEST(Witnesses, OfOperatorsOnFunctionsRunTheFunctionBackwards) {
  const Weighted f;
  Arena arena;
  EvalContext context{arena, lists::lists_catalogue()->dialects().front()};
  const auto witness = [&](const char* name, std::size_t unknown, std::vector<Value> lists,
                           const Value& result, const Closure& function) {
    const Operator& op = *lists::lists_catalogue()->find(name).front();
    const CallSite site = site_of(op, {Sort::Base::integer});
    EXPECT_TRUE(op.has_witness(unknown)) << name;
    Cell args[kMaxArity];
    args[0].f = &function;
    for (std::size_t k = 0; k < lists.size(); ++k)
      EXPECT_TRUE(to_cell(lists[k], site.args[k + 1], arena, args[k + 1]));
    Cell result_cell;
    EXPECT_TRUE(to_cell(result, site.result, arena, result_cell));
    Cell found[kMaxWitnesses];
    if (op.witness(context, site, unknown, args, result_cell, found) == 0) return Value();
    return to_value(found[0], site.args[unknown]);
  };
  const Value none(Value::List{});
  const Value list(Value::List{21, 43});
  EXPECT_EQ(witness("zip_with", 1, {none, Value(Value::List{2, 4, 9})}, list, f),
            Value(Value::List{1, 3}));
  EXPECT_EQ(witness("zip_with", 2, {Value(Value::List{1, 3}), none}, list, f),
            Value(Value::List{2, 4}));
  EXPECT_EQ(witness("zip_with", 2, {Value(Value::List{2, 3}), none}, list, f), Value());
  EXPECT_EQ(witness("zip_with", 2, {Value(Value::List{1}), none}, list, f), Value());
  EXPECT_EQ(witness("scanl1", 1, {none}, Value(Value::List{5, 35, 95}), f),
            Value(Value::List{5, 3, 6}));
  EXPECT_EQ(witness("scanl1", 1, {none}, none, f), none);
  Closure forwards = f;
  forwards.witness = nullptr;
  EXPECT_EQ(witness("map", 1, {none}, list, forwards), Value());
}

}  // namespace
}  // namespace inkling::dsl
