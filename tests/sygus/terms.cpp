// terms COUNT SEED: random terms of SMT-LIB without variables and their values, "(= TERM VALUE)" a
// line, for another program to judge.
#include <cstdlib>
#include <functions.hpp>
#include <inkling/dsl/random_program.hpp>
#include <iostream>
#include <terms.hpp>

namespace {

using namespace inkling;

dsl::SExpr written(const dsl::Expr& expr) {
  if (expr.kind == dsl::Expr::Kind::literal) return sygus::to_sexpr(expr.value);
  dsl::SExpr call;
  call.items.push_back({dsl::SExpr::Kind::symbol, expr.op->name, {}, {}});
  for (const dsl::ExprPtr& arg : expr.args) call.items.push_back(written(*arg));
  return call;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  Rng rng(static_cast<std::uint64_t>(std::atoll(argv[2])));
  dsl::RandomProgramOptions options;
  options.max_nodes = 8;
  options.literal_probability = 0.4;
  options.strings = {"", "a", "ab", "ba", "7", "042", "-3", "aXa", "\xC3\xA9", "a\xC3\xA9z"};
  const dsl::Sort sorts[] = {
      {dsl::Sort::Base::string}, {dsl::Sort::Base::integer}, {dsl::Sort::Base::boolean}};
  for (int left = std::atoi(argv[1]); left > 0;) {
    const auto term = dsl::random_program(sygus::functions(), {}, sorts[left % 3], options, rng);
    if (!term) return 1;
    const Value value = sygus::value_of(**term, {});
    if (value.is_undefined()) continue;
    std::cout << "(= " << dsl::to_text(written(**term)) << " "
              << dsl::to_text(sygus::to_sexpr(value)) << ")\n";
    --left;
  }
  return 0;
}
