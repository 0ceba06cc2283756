// inkling eval: solvers on fresh tasks, and the tables of trained models.
#include <fmt/format.h>
#include <unistd.h>

#include <inkling/base/files.hpp>
#include <ostream>

#include "cli.hpp"
#include "ranks.hpp"
#include "status_line.hpp"

namespace inkling::repl {
namespace {

int show_curve(Context& context, const EvalOptions& options, const ModelEvaluation& models) {
  const auto points = models.curve(options.curve_starts, options.curve_steps);
  if (!points) return fail(context, points.error());
  if (options.json)
    context.out << to_json(models, *points, context.with_time) << '\n';
  else if (!points->empty())
    context.out << to_text(models, *points, terminal_columns(STDOUT_FILENO), context.with_time);
  if (!options.out.empty()) {
    if (const files::Fault fault = files::write_file(options.out, to_svg(models, *points)))
      return fail(context,
                  Error{ErrorCode::io, fmt::format("cannot write '{}': {}", options.out, *fault)});
    (options.json ? context.err : context.out) << fmt::format("wrote {}\n", options.out);
  }
  return kRan;
}

int show_ablations(Context& context, const EvalOptions& options, const ModelEvaluation& models) {
  const auto rows = models.ablations();
  if (!rows) return fail(context, rows.error());
  for (const AblationRow& row : *rows)
    for (const std::string& fault : row.faults) context.err << fault << '\n';
  if (options.json)
    context.out << to_json(models, *rows) << '\n';
  else
    context.out << to_text(models, *rows, terminal_columns(STDOUT_FILENO));
  return kRan;
}

int show_models(Context& context, const EvalOptions& options, const ModelEvaluation& models) {
  const auto rows = models.table();
  if (!rows) return fail(context, rows.error());
  if (options.json)
    context.out << to_json(models, *rows, context.with_time) << '\n';
  else if (!rows->empty())
    context.out << to_text(models, *rows, terminal_columns(STDOUT_FILENO), context.with_time);
  return kRan;
}

int show_solvers(Context& context, const EvalOptions& options, const EvaluationTable& evaluation) {
  if (options.json)
    context.out << to_json(evaluation, context.with_time) << '\n';
  else if (!evaluation.rows.empty())
    context.out << to_text(evaluation, terminal_columns(STDOUT_FILENO), context.with_time);
  return evaluation.stopped ? kInterrupted : kRan;
}

}  // namespace

int run_eval_command(Context& context, const EvalOptions& options) {
  StopOnInterrupt stop(context.interrupts);
  StatusLine status(context.err, is_terminal(STDERR_FILENO));
  const auto tick = [&](const std::string& text) { status.show(text); };
  const ModelEvaluationOptions& of_models = options.models;
  if (of_models.architecture.empty()) {
    if (of_models.domain.empty())
      return fail(context, Error{ErrorCode::bad_param,
                                 "neither a domain nor an architecture was given",
                                 {"--domain ID measures solvers on its tasks; the name of an "
                                  "architecture measures its models"}});
    const EvaluationOptions wanted{of_models.domain, of_models.params, of_models.solvers,
                                   of_models.tasks,  of_models.seed,   of_models.limits,
                                   of_models.jobs,   context.model};
    if (has_ranks()) {
      status.clear();
      return run_eval_over_ranks(context, options, wanted);
    }
    const auto evaluation = evaluate(context.registry, wanted, stop.token(), tick);
    status.clear();
    return evaluation ? show_solvers(context, options, *evaluation)
                      : fail(context, evaluation.error());
  }
  ModelEvaluationOptions wanted = of_models;
  if (context.model) wanted.weights = {context.model->file.string()};
  const auto models = ModelEvaluation::make(context.registry, wanted, stop.token(), tick);
  if (!models) return fail(context, models.error());
  const int code = options.ablations      ? show_ablations(context, options, *models)
                   : options.budget_curve ? show_curve(context, options, *models)
                                          : show_models(context, options, *models);
  return code == kRan && models->stopped() ? kInterrupted : code;
}

}  // namespace inkling::repl
