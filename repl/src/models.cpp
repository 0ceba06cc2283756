// inkling models: which there are, and what the tokens of one mean.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <inkling/app/dictionary.hpp>
#include <inkling/app/model_facts.hpp>
#include <inkling/registry.hpp>
#include <ostream>

#include "cli.hpp"
#include "status_line.hpp"

namespace inkling::repl {
namespace {

namespace fs = std::filesystem;

int list_models(Context& context, bool json) {
  std::error_code ec;
  const auto files = installed_models();
  bool unreadable = false;
  for (const auto& file : files) {
    const auto facts = read_model_facts(file);
    unreadable = unreadable || !facts;
    if (json) {
      context.out << (facts ? to_json(*facts) : to_json(ModelFacts{file, {}})) << '\n';
      continue;
    }
    std::string trained;
    if (facts && !facts->text("trained_steps").empty())
      trained = fmt::format("  {}, {} of {} steps", facts->tasks(), facts->text("trained_steps"),
                            facts->text("train.steps"));
    context.out << fmt::format("{:<24} {:>12} bytes  {}{}\n", file.stem().string(),
                               fs::file_size(file, ec), file.string(),
                               facts ? trained : "  unreadable: " + facts.error().message);
  }
  if (files.empty() && !json)
    context.out << fmt::format("no models are installed: there is no *.safetensors file in {}\n",
                               (data_dir() / "models").string());
  return unreadable ? kUnreadable : kRan;
}

bool among(const Context& context, Kind kind, const std::string& id) {
  const auto ids = context.registry.ids(kind);
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// A network that something asks and that has no programs of its own: it prices or ranks, or writes
// those of a language.
bool without_programs(const Context& context, const std::string& architecture) {
  return !among(context, Kind::interpreter, architecture) &&
         (among(context, Kind::inductor, architecture) ||
          among(context, Kind::searcher, architecture));
}

int describe_facts(Context& context, const ModelFacts& model, bool json) {
  const bool writes = among(context, Kind::searcher, model.architecture());
  if (json)
    context.out << to_json(model) << '\n';
  else
    context.out << fmt::format(
        "{}: a network of architecture {} for domain {}, trained on {}\nit {}: there are no tokens "
        "to explain\n",
        model.file.stem().string(), model.architecture(), model.text("domain"),
        model.tasks().empty() ? "its tasks" : model.tasks(),
        writes ? "writes programs of a readable language"
               : "guides a search and writes no programs");
  return kRan;
}

int describe(Context& context, const ModelsOptions& options) {
  const auto model = find_model(options.name);
  if (!model) return fail(context, model.error());
  if (without_programs(context, model->architecture()))
    return describe_facts(context, *model, options.json);
  StopOnInterrupt stop(context.interrupts);
  StatusLine status(context.err, is_terminal(STDERR_FILENO));
  const auto dictionary = describe_model(context.registry, *model, options.dictionary, stop.token(),
                                         [&](const std::string& what) { status.show(what); });
  status.clear();
  if (!dictionary) return fail(context, dictionary.error());
  context.out << (options.json ? to_json(*dictionary) + "\n"
                               : to_text(*dictionary, terminal_columns(STDOUT_FILENO)));
  if (dictionary->stopped) return kInterrupted;
  if (!options.store) return kRan;
  if (const auto stored = store_dictionary(model->file, *dictionary); !stored)
    return fail(context, stored.error());
  return kRan;
}

}  // namespace

int run_models_command(Context& context, const ModelsOptions& options) {
  if (options.action.empty()) return list_models(context, options.json);
  if (options.name.empty())
    return fail(context, Error{ErrorCode::bad_param,
                               "describe needs the name of a model",
                               {"`inkling models` lists them"}});
  return describe(context, options);
}

}  // namespace inkling::repl
