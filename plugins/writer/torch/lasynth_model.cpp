#include "lasynth_model.hpp"

#include <algorithm>
#include <cmath>

#include "recurrent.hpp"

namespace inkling::writer {
namespace {

using torch::Tensor;

constexpr double kUnseen = -1e9;
constexpr double kSize = 0.3;  // of an embedding's numbers at first: equal ones find each other

torch::nn::Linear linear(std::int64_t in, std::int64_t out, bool bias = true) {
  return torch::nn::Linear(torch::nn::LinearOptions(in, out).bias(bias));
}

// The first `count` rows of [L, N, ..], or of [N, ..].
Tensor first_rows(const Tensor& x, std::int64_t count) {
  return x.slice(x.dim() - 2, 0, count);
}
LstmState first_rows(const LstmState& from, std::int64_t count) {
  LstmState to;
  for (const Tensor& it : from.states) to.states.push_back(first_rows(it, count));
  for (const Tensor& it : from.cells) to.cells.push_back(first_rows(it, count));
  return to;
}

// The programs that end in a block of the decoder: rows [from, to) of its states, each at its own
// place.
LstmState states_at(const LstmState& all, std::int64_t from, std::int64_t to, const Tensor& place) {
  const auto pick = [&](const Tensor& x) {
    const Tensor rows = x.slice(1, from, to);
    return rows.gather(0, place.view({1, -1, 1}).expand({1, -1, x.size(2)})).squeeze(0);
  };
  LstmState state;
  for (const Tensor& it : all.states) state.states.push_back(pick(it));
  for (const Tensor& it : all.cells) state.cells.push_back(pick(it));
  return state;
}

LstmState joined(const std::vector<LstmState>& parts) {
  LstmState all;
  for (std::size_t i = 0; i < parts.front().states.size(); ++i) {
    std::vector<Tensor> states, cells;
    for (const LstmState& part : parts) {
      states.push_back(part.states[i]);
      cells.push_back(part.cells[i]);
    }
    all.states.push_back(torch::cat(states));
    all.cells.push_back(torch::cat(cells));
  }
  return all;
}

}  // namespace

BiLstm::BiLstm(const LaSynthShape& shape, std::int64_t in, bool same)
    : alike(same), hidden(shape.hidden) {
  for (int layer = 0; layer < shape.layers; ++layer)
    for (const char* direction : {"forward", "back"}) {
      const std::string name = std::string(direction) + "_" + std::to_string(layer);
      Cell cell;
      cell.in = register_module(
          name, linear(layer == 0 ? in : 2 * std::int64_t{shape.hidden}, 4 * hidden));
      const double bound = 1.0 / std::sqrt(static_cast<double>(hidden));
      cell.state = register_parameter(name + "_state",
                                      (torch::rand({4 * hidden, hidden}) * 2.0 - 1.0) * bound);
      cells.push_back(cell);
    }
}

BiLstm::Read BiLstm::forward(const Tensor& x, const LstmState& from, std::int64_t repeat) {
  Read read{x, {}, {}};
  for (std::size_t i = 0; i < cells.size(); i += 2) {
    std::vector<Tensor> rows;
    for (std::size_t k = i; k < i + 2; ++k) {
      Tensor gates = cells[k].in->forward(read.rows);
      if (i == 0 && repeat > 1)
        gates = gates.unsqueeze(2)
                    .expand({-1, -1, repeat, -1})
                    .reshape({gates.size(0), gates.size(1) * repeat, gates.size(2)});
      const Tensor none = torch::zeros({gates.size(1), hidden}, gates.options());
      const bool back = k > i && !alike;
      const LstmRun run =
          run_lstm(gates, cells[k].state, from.states.empty() ? none : from.states[k],
                   from.cells.empty() ? none : from.cells[k], back);
      const std::int64_t end = back ? 0 : gates.size(0) - 1;
      read.all.states.push_back(run.states);
      read.all.cells.push_back(run.cells);
      read.last.states.push_back(run.states.select(0, end));
      read.last.cells.push_back(run.cells.select(0, end));
      rows.push_back(run.states);
    }
    read.rows = torch::cat(rows, 2);
  }
  return read;
}

Asking::Asking(std::int64_t from, std::int64_t asked, std::int64_t width) {
  memory = register_module("memory", linear(from, width, false));
  query = register_module("query", linear(asked, width));
}

Tensor Asking::forward(const Tensor& keys_of, const Tensor& q) {
  const Tensor asked = query->forward(q);
  return torch::tanh(find_rows(asked, keys_of) + asked);
}

LaSynthModel::LaSynthModel(const LaSynthShape& s) : shape(s) {
  const std::int64_t d = s.width, both = s.both();
  const auto table = [&](const char* name, std::int64_t rows) {
    return register_parameter(name, torch::randn({rows, d}) * kSize);
  };
  const auto lstm = [&](const char* name, std::int64_t in, bool alike = false) {
    return register_module(name, std::make_shared<BiLstm>(s, in, alike));
  };
  const auto ask = [&](const char* name, std::int64_t memory, std::int64_t query) {
    return register_module(name, std::make_shared<Asking>(memory, query, both));
  };
  tokens = table("vocabulary", s.tokens);
  if (s.signatures) {
    properties = table("properties", 3);
  } else {
    symbols = table("symbols", s.symbols);
  }
  if (s.grid()) {
    grid = register_module("grid", std::make_shared<GridEncoder>(s));
  } else if (!s.signatures) {
    output = lstm("output", d);
    first_round = ask("first_round", both, both);
    second_round = ask("second_round", both, both);
    ask_output = ask("ask_output", both, 2 * both);
  }
  if (!s.grid()) {
    input = lstm("input", d);
    ask_input = ask("ask_input", both, both);
  }
  if (s.operations) {
    operations = table("operations", 2 * kShifts + 1);
    key = register_module("key", linear(d, d, false));
    ask_operations = ask("ask_operations", both, 2 * both);
  }
  program = lstm("program", s.grid() ? d + both : d, true);
  if (s.learns()) {
    if (s.grid())
      grid_executor = register_module("executor", std::make_shared<GridExecutor>(s));
    else
      executor = lstm("executor", d);
    executed = register_module("executed", linear(s.grid() ? s.joint() : both, d));
  }
  pool = register_module("pool", linear((1 + s.looks()) * both, both));
  if (s.attention) ask_tokens = ask("ask_tokens", d, both);
  inner = register_module("inner", linear(both, s.answers));
  answers = register_module("answers", linear(s.answers, s.tokens));
}

Tensor LaSynthModel::operations_of(const Tensor& inputs, const Tensor& outputs, Tensor& values) {
  values = torch::matmul(key->forward(inputs), key->forward(symbols).t());
  const Tensor is = torch::softmax(values, 2);
  const Tensor like = torch::matmul(outputs, symbols.t());
  // How much an output is like what each operation makes of what the input is; of blanks nothing.
  std::vector<Tensor> made;
  for (std::int64_t shift = -kShifts; shift <= kShifts; ++shift) {
    const std::int64_t from = std::max<std::int64_t>(1, 1 - shift);
    const std::int64_t to = std::max(from, shape.symbols - std::max<std::int64_t>(0, shift));
    made.push_back((is.slice(2, from, to) * like.slice(2, from + shift, to + shift)).sum(2));
  }
  return torch::matmul(torch::softmax(torch::stack(made, 2), 2), operations);
}

LaSynthModel::Seen LaSynthModel::look(const Tensor& inputs, Specification& of, bool first) {
  Tensor all = inputs;
  const std::int64_t n = inputs.size(1);
  if (shape.grid()) {
    if (first) of.output_rows = grid->read_outputs(of.outputs);
    return {grid->forward(inputs, first_rows(of.output_rows, n))};
  }
  if (shape.operations) {
    Tensor values;
    const Tensor made = operations_of(inputs, first_rows(of.outputs, n), values);
    if (first) of.values = values;
    all = torch::cat({inputs, made}, 1);
  }
  // One encoder reads both.
  const BiLstm::Read read = input->forward(all, {});
  const Tensor rows = first_rows(read.rows, n);
  if (first) {
    of.state = first_rows(read.last, n);
    const BiLstm::Read out = output->forward(of.outputs, of.state);
    of.output_rows = out.rows;
    for (std::size_t i = 0; i < of.state.states.size(); ++i) {
      of.state.states[i] = of.state.states[i] + out.last.states[i];
      of.state.cells[i] = of.state.cells[i] + out.last.cells[i];
    }
  }
  Tensor outputs = first_rows(of.output_rows, n);
  for (Asking* round : {first_round.get(), second_round.get()})
    outputs = round->forward(round->keys(rows), outputs);
  Seen seen{ask_input->keys(rows), ask_output->keys(outputs)};
  if (shape.operations) seen.push_back(ask_operations->keys(read.rows.slice(1, n)));
  return seen;
}

LaSynthModel::Specification LaSynthModel::read(const Tensor& x) {
  if (shape.signatures) return read_signatures(x);
  const Tensor all = x.reshape({-1, x.size(2)}).t();  // [2 P, N]
  Specification made;
  made.inputs = torch::embedding(symbols, all.slice(0, 0, shape.inputs));
  made.outputs = torch::embedding(symbols, all.slice(0, shape.inputs));
  made.seen = look(made.inputs, made, true);
  return made;
}

// For every place and shift: whether an output's symbol is the input's, shifted, in none, some or
// all of the examples (Odena and Sutton, "Learning to Represent Programs with Property Signatures",
// 2020).
LaSynthModel::Specification LaSynthModel::read_signatures(const Tensor& x) {
  const Tensor apart = x.slice(2, shape.inputs) - x.slice(2, 0, shape.inputs);
  const Tensor shift = torch::arange(-kShifts, kShifts + 1, apart.options());
  const Tensor holds = apart.unsqueeze(3) == shift;  // [tasks, examples, P, shifts]
  const Tensor kind = holds.any(1).to(torch::kLong) + holds.all(1).to(torch::kLong);
  const BiLstm::Read read = input->forward(torch::embedding(properties, kind.flatten(1).t()), {});
  Specification made;
  made.state = read.last;
  made.seen = {ask_input->keys(read.rows)};
  return made;
}

// What was read of grids is fed with every token.
BiLstm::Read LaSynthModel::write(const Tensor& fed, const Seen& seen, const LstmState& state,
                                 std::int64_t examples) {
  if (!shape.grid()) return program->forward(fed, state, examples);
  const Tensor each = fed.repeat_interleave(examples, 1);
  const Tensor read = seen[0].unsqueeze(0).expand({fed.size(0), -1, -1});
  return program->forward(torch::cat({each, read}, 2), state);
}

Tensor LaSynthModel::pooled(const Tensor& states, const Seen& seen, std::int64_t examples) {
  std::vector<Tensor> parts{states};
  if (!shape.grid()) parts.push_back(ask_input->forward(seen[0], states));
  if (!shape.grid() && !shape.signatures) {
    parts.push_back(ask_output->forward(seen[1], torch::cat({states, parts[1]}, 2)));
    if (shape.operations)
      parts.push_back(ask_operations->forward(seen[2], torch::cat({parts[1], parts[2]}, 2)));
  }
  const Tensor all = torch::tanh(pool->forward(torch::cat(parts, 2)));
  return all.view({all.size(0), -1, examples, all.size(2)}).amax(2);
}

Tensor LaSynthModel::answer(Tensor x, const Tensor& fed) {
  x = x.transpose(0, 1);  // [tasks, T, 2 H]
  if (shape.attention) {
    const std::int64_t length = x.size(1);
    const Tensor later =
        torch::full({length, length}, kUnseen, x.options().requires_grad(false)).triu(1);
    const Tensor keys = ask_tokens->keys(fed.transpose(0, 1));
    const Tensor asked = ask_tokens->query->forward(x);
    const Tensor scores = torch::matmul(asked, keys.transpose(1, 2)) + later;
    x = torch::tanh(torch::matmul(torch::softmax(scores, 2), keys) + asked);
  }
  return answers->forward(torch::relu(inner->forward(x)));
}

// The executor begins as one that changes nothing.
Tensor LaSynthModel::execute(const Tensor& inputs, const LstmState& state) {
  const Tensor rows =
      shape.grid() ? grid_executor->forward(
                         inputs, torch::cat({state.states.rbegin()[1], state.states.back()}, 1))
                   : executor->forward(inputs, state).rows;
  return torch::matmul(executed->forward(rows) + inputs, symbols.t());
}

LaSynthModel::Answers LaSynthModel::forward(const Tensor& examples, const Tensor& before,
                                            const Tensor& ends) {
  const std::int64_t tasks = before.size(0), length = before.size(1);
  const std::int64_t each = shape.signatures ? 1 : examples.size(1);  // rows of a task
  // The longest first, so that those that are at their end can be left out.
  Tensor order, last, x = examples, fed = before;
  if (ends.defined()) {
    order = torch::argsort(ends, 0, true);
    last = ends.index_select(0, order);
    x = x.index_select(0, order);
    fed = fed.index_select(0, order);
  }
  fed = torch::embedding(tokens, fed.t());  // [T, tasks, D]
  const auto live_at = [&](std::int64_t t) {
    return last.defined() ? (last >= t).sum().item<std::int64_t>() : tasks;
  };
  Specification of = read(x);
  Tensor inputs = of.inputs;
  LstmState state = of.state;
  std::vector<Tensor> all, ended_inputs;
  std::vector<LstmState> ended;
  for (std::int64_t t = 0, live = tasks; t < length;) {
    const std::int64_t next = std::min(t + shape.every, length), living = live_at(next);
    const BiLstm::Read read = write(fed.slice(0, t, next).slice(1, 0, live), of.seen, state, each);
    const Tensor block = pooled(read.rows, of.seen, each);
    all.push_back(torch::constant_pad_nd(block, {0, 0, 0, tasks - live}));
    if (last.defined() && shape.learns() && living < live) {
      const Tensor place = (last.slice(0, living, live) - t).repeat_interleave(each);
      ended.push_back(states_at(read.all, living * each, live * each, place));
      ended_inputs.push_back(inputs.slice(1, living * each, live * each));
    }
    if (next == length) break;
    state = first_rows(read.last, living * each);
    if (shape.runs()) {
      const Tensor now = execute(first_rows(inputs, living * each), state);
      inputs = torch::matmul(torch::softmax(now, 2), symbols);
      of.seen = look(inputs, of, false);
    } else if (living < live) {
      for (Tensor& it : of.seen) it = first_rows(it, living * each);
      if (inputs.defined()) inputs = first_rows(inputs, living * each);
    }
    live = living;
    t = next;
  }
  Answers made{answer(torch::cat(all), fed), {}, of.values};
  if (!order.defined()) return made;
  const Tensor back = torch::argsort(order);
  const auto restored = [&](const Tensor& rows) {
    return rows.view({rows.size(0), tasks, each, rows.size(2)}).index_select(1, back).flatten(1, 2);
  };
  made.logits = made.logits.index_select(0, back);
  if (made.values.defined()) made.values = restored(made.values);
  if (ended.empty()) return made;
  // Those that ended last come first.
  std::reverse(ended.begin(), ended.end());
  std::reverse(ended_inputs.begin(), ended_inputs.end());
  made.executed = restored(execute(torch::cat(ended_inputs, 1), joined(ended)));
  return made;
}

}  // namespace inkling::writer
