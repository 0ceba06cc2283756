#include "recurrent.hpp"

#include <vector>

#include "loops.hpp"

namespace inkling::writer {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

std::size_t at(std::int64_t index) {
  return static_cast<std::size_t>(index);
}

class Lstm : public Function<Lstm> {
 public:
  static variable_list forward(AutogradContext* context, const Tensor& gates, const Tensor& weight,
                               const Tensor& state, const Tensor& cell, bool back) {
    const std::int64_t length = gates.size(0), rows = gates.size(1), h = weight.size(1);
    const Tensor all = gates.contiguous().clone(), turned = weight.t();
    const Tensor first_state = state.contiguous(), first_cell = cell.contiguous();
    const Tensor states = torch::empty({length, rows, h}), cells = torch::empty({length, rows, h});
    const Tensor bent = torch::empty({length, rows, h});
    Tensor from = first_state, old = first_cell;
    for (std::int64_t step = 0; step < length; ++step) {
      const std::int64_t t = back ? length - 1 - step : step;
      Tensor gate = all.select(0, t);
      gate.addmm_(from, turned);
      gate.slice(1, 0, 2 * h).sigmoid_();
      gate.slice(1, 2 * h, 3 * h).tanh_();
      gate.slice(1, 3 * h).sigmoid_();
      Tensor next_cell = cells.select(0, t), bend = bent.select(0, t), next = states.select(0, t);
      loops::next_cells(gate.data_ptr<float>(), old.data_ptr<float>(), next_cell.data_ptr<float>(),
                        rows, h);
      torch::tanh_out(bend, next_cell);
      loops::next_states(gate.data_ptr<float>(), bend.data_ptr<float>(), next.data_ptr<float>(),
                         rows, h);
      from = next;
      old = next_cell;
    }
    context->save_for_backward({all, weight, first_state, first_cell, states, cells, bent});
    context->saved_data["back"] = back;
    context->set_materialize_grads(false);
    return {states, cells};
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    const variable_list saved = context->get_saved_variables();
    const Tensor &gates = saved[0], &weight = saved[1], &state = saved[2], &cell = saved[3],
                 &states = saved[4], &cells = saved[5], &bent = saved[6];
    const bool back = context->saved_data["back"].toBool();
    const std::int64_t length = gates.size(0), rows = gates.size(1), h = weight.size(1);
    const Tensor d_gates = torch::empty_like(gates);
    Tensor d_state = torch::zeros({rows, h}), d_cell = torch::zeros({rows, h});
    for (std::int64_t step = length; step-- > 0;) {
      const std::int64_t t = back ? length - 1 - step : step, before = back ? t + 1 : t - 1;
      if (grads[0].defined()) d_state.add_(grads[0].select(0, t));
      if (grads[1].defined()) d_cell.add_(grads[1].select(0, t));
      const Tensor old = step == 0 ? cell : cells.select(0, before);
      const Tensor to = d_gates.select(0, t);
      loops::step_back(gates.select(0, t).data_ptr<float>(), old.data_ptr<float>(),
                       bent.select(0, t).data_ptr<float>(), d_state.data_ptr<float>(),
                       d_cell.data_ptr<float>(), to.data_ptr<float>(), rows, h);
      torch::mm_out(d_state, to, weight);
    }
    // States before every step, in the order of places.
    const Tensor inner = back ? states.slice(0, 1) : states.slice(0, 0, length - 1);
    const Tensor first = state.unsqueeze(0);
    const Tensor before = back ? torch::cat({inner, first}) : torch::cat({first, inner});
    const Tensor d_weight =
        torch::mm(d_gates.view({length * rows, 4 * h}).t(), before.view({length * rows, h}));
    return {d_gates, d_weight, d_state, d_cell, Tensor()};
  }
};

class Find : public Function<Find> {
 public:
  static Tensor forward(AutogradContext* context, const Tensor& queries, const Tensor& rows) {
    const Tensor q = queries.contiguous(), m = rows.contiguous();
    const std::int64_t length = q.size(0), n = q.size(1), d = q.size(2), places = m.size(0);
    const Tensor found = torch::empty({length, n, d}), shares = torch::empty({length, n, places});
    loops::find(q.data_ptr<float>(), m.data_ptr<float>(), found.data_ptr<float>(),
                shares.data_ptr<float>(), length * n, n, places, d);
    context->save_for_backward({q, m, shares});
    return found;
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    const variable_list saved = context->get_saved_variables();
    const Tensor &q = saved[0], &m = saved[1], &shares = saved[2];
    const Tensor given = grads[0].contiguous();
    const std::int64_t length = q.size(0), n = q.size(1), d = q.size(2), places = m.size(0);
    const Tensor d_query = torch::zeros_like(q), d_rows = torch::zeros_like(m);
    loops::find_back(q.data_ptr<float>(), m.data_ptr<float>(), shares.data_ptr<float>(),
                     given.data_ptr<float>(), d_query.data_ptr<float>(), d_rows.data_ptr<float>(),
                     length * n, n, places, d);
    return {d_query, d_rows};
  }
};

// The same of LibTorch's operations, on whatever device.
LstmRun run_by_operations(const Tensor& gates, const Tensor& weight, Tensor state, Tensor cell,
                          bool back) {
  const std::int64_t length = gates.size(0);
  std::vector<Tensor> states(at(length)), cells(at(length));
  for (std::int64_t step = 0; step < length; ++step) {
    const std::int64_t t = back ? length - 1 - step : step;
    const auto gate = (gates.select(0, t) + torch::mm(state, weight.t())).chunk(4, 1);
    cell = torch::sigmoid(gate[1]) * cell + torch::sigmoid(gate[0]) * torch::tanh(gate[2]);
    state = torch::sigmoid(gate[3]) * torch::tanh(cell);
    states[at(t)] = state;
    cells[at(t)] = cell;
  }
  return {torch::stack(states), torch::stack(cells)};
}

}  // namespace

LstmRun run_lstm(const Tensor& gates, const Tensor& weight, const Tensor& state, const Tensor& cell,
                 bool back) {
  if (!gates.device().is_cpu()) return run_by_operations(gates, weight, state, cell, back);
  const variable_list run = Lstm::apply(gates, weight, state, cell, back);
  return {run[0], run[1]};
}

Tensor find_rows(const Tensor& queries, const Tensor& rows) {
  if (queries.device().is_cpu()) return Find::apply(queries, rows);
  const Tensor q = queries.transpose(0, 1), m = rows.transpose(0, 1);
  const Tensor shares = torch::softmax(torch::matmul(q, m.transpose(1, 2)), 2);
  return torch::matmul(shares, m).transpose(0, 1);
}

}  // namespace inkling::writer
