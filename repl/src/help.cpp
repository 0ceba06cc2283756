// :help, from the tables: commands, operators, solvers, domains.
#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/render.hpp>
#include <inkling/app/table.hpp>
#include <inkling/app/text.hpp>
#include <inkling/catalogue.hpp>
#include <inkling/domain.hpp>
#include <inkling/language.hpp>
#include <inkling/solver.hpp>
#include <optional>
#include <ostream>

#include "commands.hpp"

namespace inkling::repl {
namespace {

constexpr std::string_view kForms =
    "  inputs -> output        an example, such as [3,1,2] -> [1,2,3]; several inputs: [1,2], 3 -> "
    "4\n"
    "  inputs -> ?             predict the output for these inputs\n"
    "  program                 run a program on the inputs of the examples\n"
    "  # text                  a comment\n";
constexpr std::size_t kFormColumn = 24;  // from where a line begins to what it means
constexpr std::string_view kContinued =
    "  An open bracket or quote, a final -> or \\ continues on the next line; a blank line ends "
    "it.\n";

void overview(Repl& repl) {
  repl.say(kForms, kFormColumn);
  repl.say(kContinued);
  repl.out() << '\n';
  Table table({{"command", false, true}, {"what it does", true, false, true}});
  for (const auto& command : commands())
    table.add({fmt::format(":{}{}{}", command.name, command.args.empty() ? "" : " ", command.args),
               command.summary});
  repl.show(table);
  repl.say(
      "  Any unambiguous beginning of a command will do. :help TOPIC explains a command, an "
      "operator, a solver or a domain.\n");
}

bool command_help(Repl& repl, std::string_view topic) {
  const auto name = topic.starts_with(':') ? topic.substr(1) : topic;
  for (const auto& command : commands()) {
    if (command.name != name) continue;
    repl.say(fmt::format("  :{}{}{}   {}\n", command.name, command.args.empty() ? "" : " ",
                         command.args, command.summary));
    std::string_view rest = command.help;
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size());
      repl.say(fmt::format("  {}\n", rest.substr(0, end)));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return true;
  }
  return false;
}

// Null where the domain has none, or it cannot be loaded.
const Language* language_of(Repl& repl, const Domain& domain) {
  const auto language = repl.session().registry().language_of(domain);
  return language ? *language : nullptr;
}

// What a call can be tried on: inputs, and what the language's searches put programs together from.
std::vector<std::string> arguments_to_try(const Language& language, std::size_t inputs) {
  constexpr std::size_t kMost = 8;  // of each kind
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < inputs; ++i) texts.push_back(fmt::format("x{}", i));
  if (const Catalogue* catalogue = language.catalogue())
    for (auto& kind : {catalogue->function_texts(), catalogue->constant_texts()})
      texts.insert(texts.end(), kind.begin(),
                   kind.begin() + static_cast<std::ptrdiff_t>(std::min(kMost, kind.size())));
  return texts;
}

// The first call of the operator that gives something new for these inputs, with its value.
std::optional<std::string> call_on(const Language& language, std::string_view name,
                                   const std::vector<Value>& inputs) {
  constexpr std::size_t kMostArguments = 3;
  std::vector<Type> types;
  for (const Value& input : inputs) types.push_back(type_of(input));
  const auto arguments = arguments_to_try(language, inputs.size());
  std::size_t calls = 1;
  for (std::size_t count = 1; count <= kMostArguments; ++count) {
    calls *= arguments.size();
    for (std::size_t call = 0; call < calls; ++call) {
      std::string text(name);
      std::size_t rest = call;
      for (std::size_t i = 0; i < count; ++i, rest /= arguments.size())
        text += (i == 0 ? "(" : ", ") + arguments[rest % arguments.size()];
      const auto program = language.parse_typed(text + ")", types);
      if (!program || program->text().find("x0") == std::string::npos) continue;
      const auto value = language.run(*program, inputs);
      if (!value || value->is_undefined() ||
          std::find(inputs.begin(), inputs.end(), *value) != inputs.end())
        continue;
      return fmt::format("{} gives {} for {}", program->text(), to_text(*value),
                         inputs_text(inputs));
    }
  }
  return std::nullopt;
}

// On the inputs of the domain's samples, or of tasks that its generator makes.
void operator_example(Repl& repl, const Domain& domain, const Language& language,
                      std::string_view name) {
  constexpr std::size_t kTasks = 12;
  std::vector<std::vector<Value>> inputs;
  for (const Example& sample : domain.info().samples) inputs.push_back(sample.inputs);
  Rng rng = Rng(0).split("help");
  for (std::size_t i = 0; i < kTasks; ++i)
    if (auto drawn = domain.generate(Params(domain.info().generator), rng);
        drawn && !drawn->task.examples.empty())
      inputs.push_back(drawn->task.examples.front().inputs);
  for (const auto& row : inputs)
    if (const auto call = call_on(language, name, row)) {
      repl.say(fmt::format("  example: {}\n", *call));
      return;
    }
}

bool operator_help(Repl& repl, std::string_view topic) {
  const auto domain = repl.domain();
  if (!domain) return false;
  bool any = false;
  for (const Language* language : repl.session().registry().languages_of(**domain)) {
    const std::string& id = language->info().id;
    const bool own = id == (*domain)->info().language;
    bool known = false;
    for (const auto& word : language->complete(topic)) {
      if (word.text != topic && word.text != std::string(topic) + "(") continue;
      repl.say(fmt::format("  {}   {}{}\n", topic, own ? "" : id + ": ", word.summary));
      known = true;
    }
    if (known && own) operator_example(repl, **domain, *language, topic);
    any = any || known;
  }
  return any;
}

// Languages of the domain besides its own one.
std::vector<const Language*> other_languages(Repl& repl, const Domain& domain) {
  auto all = repl.session().registry().languages_of(domain);
  std::erase_if(all, [&](const Language* it) { return it->info().id == domain.info().language; });
  return all;
}

Result<bool> language_help(Repl& repl, std::string_view topic) {
  const auto domain = repl.domain();
  if (!domain) return false;
  for (const Language* language : other_languages(repl, **domain)) {
    if (language->info().id != topic) continue;
    repl.say(language->reference());
    return true;
  }
  return false;
}

void show_params(Repl& repl, const ParamSpecs& specs) {
  if (specs.empty()) {
    repl.out() << "  no parameters\n";
    return;
  }
  Table table({{"parameter", false, true},
               {"default", true, false, true},
               {"range", true, false, true},
               {"meaning", true, false, true}});
  for (const auto& spec : specs) {
    std::string range = fmt::format("{}", fmt::join(spec.choices, "|"));
    if (spec.min || spec.max)
      range = fmt::format("{}..{}", spec.min ? fmt::format("{:g}", *spec.min) : "",
                          spec.max ? fmt::format("{:g}", *spec.max) : "");
    if (spec.type == ParamType::boolean) range = "true|false";
    table.add({spec.name, spec.default_value, range, spec.help});
  }
  repl.show(table);
}

bool has(const std::vector<std::string>& ids, std::string_view id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

Result<bool> solver_help(Repl& repl, std::string_view topic) {
  auto& registry = repl.session().registry();
  if (!has(registry.ids(Kind::solver), topic)) return false;
  const auto preset = registry.solver(topic);
  if (!preset) return preset.error();
  repl.say(fmt::format("  {}   {}\n", preset->id, preset->summary));
  if (!preset->domains.empty())
    repl.say(fmt::format("  works on {}\n", fmt::join(preset->domains, ", ")));
  if (!preset->params.empty())
    repl.say(fmt::format("  starts from {}({})\n", preset->searcher, preset->params));
  const auto params = solver_params(repl, topic);
  if (!params) return params.error();
  show_params(repl, *params);
  return true;
}

Result<bool> domain_help(Repl& repl, std::string_view topic) {
  auto& registry = repl.session().registry();
  if (!has(registry.ids(Kind::domain), topic)) return false;
  const auto domain = registry.domain(topic);
  if (!domain) return domain.error();
  const auto& info = (*domain)->info();
  repl.say(fmt::format("  {}   {}\n  {}\n", info.id, info.title, info.summary));
  for (const auto& sample : info.samples)
    repl.say(
        fmt::format("  example: {} -> {}\n", inputs_text(sample.inputs), to_text(sample.output)));
  if (const Language* language = language_of(repl, **domain)) {
    std::vector<std::string> names;
    // Other spellings of the same operators begin with a capital letter.
    for (const auto& word : language->complete(""))
      if (!word.text.empty() && word.text[0] >= 'a' && word.text[0] <= 'z')
        names.push_back(word.text);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    constexpr std::size_t kWidth = 100;  // of what is not a terminal
    const std::size_t width = repl.options().width;
    repl.out() << break_lines(fmt::format("  operators: {}\n", fmt::join(names, " ")),
                              width == 0 ? kWidth : std::min(width, kWidth), 2);
  }
  std::vector<std::string> others;
  for (const Language* language : other_languages(repl, **domain))
    others.push_back(language->info().id);
  if (!others.empty())
    repl.say(fmt::format("  programs may also be written in: {}\n", fmt::join(others, " ")));
  repl.say("  the task generator (:examples sample, inkling generate):\n");
  show_params(repl, info.generator);
  return true;
}

}  // namespace

Result<ParamSpecs> solver_params(Repl& repl, std::string_view id) {
  auto& registry = repl.session().registry();
  std::vector<std::string> domains = registry.ids(Kind::domain);
  if (const Domain* current = repl.session().domain())
    domains.insert(domains.begin(), current->info().id);
  for (const std::string& name : domains) {
    const auto domain = registry.domain(name);
    if (!domain) continue;
    if (const auto solver = Solver::make(registry, id, **domain)) return solver->params().specs();
  }
  const auto preset = registry.solver(id);
  if (!preset) return preset.error();
  const auto searcher = registry.searcher(preset->searcher);
  if (!searcher) return searcher.error();
  return (*searcher)->info().params;
}

Result<void> run_help(Repl& repl, std::string_view args) {
  if (args.empty()) {
    overview(repl);
    return {};
  }
  bool any = command_help(repl, args);
  any = operator_help(repl, args) || any;
  for (const auto& help : {solver_help, domain_help, language_help}) {
    const auto shown = help(repl, args);
    if (!shown) return shown.error();
    any = any || *shown;
  }
  if (any) return {};
  std::vector<std::string> topics;
  for (const auto& word : complete_help(repl, args)) topics.push_back(word.text);
  Error error{ErrorCode::not_found,
              fmt::format("there is no help on '{}'", args),
              {},
              SourceSpan{0, args.size()}};
  if (const auto near = nearest(args, topics); !near.empty())
    error.notes.push_back(fmt::format("did you mean '{}'?", near));
  error.notes.push_back(
      "topics are commands, operators of the language, solvers, languages and domains");
  return error;
}

std::vector<Completion> complete_help(Repl& repl, std::string_view) {
  std::vector<Completion> words;
  for (const auto& command : commands()) words.push_back({command.name, command.summary});
  auto& registry = repl.session().registry();
  for (const Kind kind : {Kind::solver, Kind::domain})
    for (const auto& id : registry.ids(kind)) words.push_back({id, std::string(to_text(kind))});
  const Domain* domain = repl.session().domain();
  if (domain == nullptr) return words;
  for (const Language* language : registry.languages_of(*domain))
    for (auto& word : language->complete("")) words.push_back(std::move(word));
  for (const Language* language : other_languages(repl, *domain))
    words.push_back({language->info().id, std::string(to_text(Kind::language))});
  return words;
}

}  // namespace inkling::repl
