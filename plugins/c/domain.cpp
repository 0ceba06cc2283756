#include "domain.hpp"

#include <inkling/dsl/statement_tasks.hpp>
#include <inkling/rows.hpp>

#include "codec.hpp"
#include "generator.hpp"
#include "language.hpp"

namespace inkling::c {
namespace {

Value array(std::initializer_list<int> items) {
  Value::List list;
  for (const int it : items) list.emplace_back(it);
  return Value(std::move(list));
}

DomainInfo make_info() {
  DomainInfo info;
  info.id = "c";
  info.title = "restricted C";
  info.summary = "arrays of integers, before and after a function in restricted C";
  info.samples.push_back({{array({1, -2, 3, 0, 2})}, array({2, -2, 3, 0, 2})});
  info.samples.push_back({{array({0, 4, -1, 1, 1})}, array({1, 4, -1, 1, 1})});
  info.generator = generator_params();
  info.default_solvers = {"statements"};
  info.language = "c";
  info.tape = {{"cells",
                ParamType::integer,
                "5",
                "longest array",
                1,
                static_cast<double>(kMostElements),
                {}},
               {"low", ParamType::integer, "-16", "smallest number", -1000, 0, {}},
               {"high", ParamType::integer, "16", "largest number", 0, 1000, {}}};
  return info;
}

Result<void> check_row(const std::vector<Value>& inputs, const Value* output,
                       const std::string& row) {
  if (auto checked = dsl::check_row(*c_language(), "array", check_array, inputs, output, row);
      !checked || output == nullptr)
    return checked;
  const std::size_t from = inputs[0].as_list().size(), to = output->as_list().size();
  if (from == to) return {};
  return Error{ErrorCode::bad_input,
               row + ": the input has " + std::to_string(from) + " elements and the output " +
                   std::to_string(to) + ": a program of c changes elements, and never how many",
               {"domain lists has programs that do: :domain lists"}};
}

class CDomain final : public Domain {
 public:
  const DomainInfo& info() const override { return info_; }
  Result<void> check(const Task& task) const override { return check_rows(task, check_row); }
  Result<GeneratedTask> generate(const Params& params, Rng& rng) const override {
    return c::generate(params, rng);
  }
  Result<std::shared_ptr<const Codec>> codec(const Params& tape) const override {
    return make_codec(static_cast<std::size_t>(tape.get_int("cells")), tape.get_int("low"),
                      tape.get_int("high"));
  }
  // As long as one that was seen.
  std::vector<Value> sample_inputs(const Task& like, Rng& rng) const override {
    std::vector<std::size_t> sizes;
    for (const Example& it : like.examples) sizes.push_back(it.inputs.at(0).as_list().size());
    for (const Query& it : like.queries) sizes.push_back(it.inputs.at(0).as_list().size());
    if (sizes.empty()) sizes.push_back(5);
    return {random_array(rng.pick(std::span<const std::size_t>(sizes)), rng)};
  }

 private:
  DomainInfo info_ = make_info();
};

}  // namespace

std::unique_ptr<Domain> make_domain() {
  return std::make_unique<CDomain>();
}

}  // namespace inkling::c
