// :set and its relatives. The table of settings is data, as the table of commands is.
#include <fmt/format.h>

#include <charconv>
#include <inkling/app/solver_names.hpp>
#include <inkling/app/table.hpp>
#include <inkling/app/text.hpp>
#include <inkling/domain.hpp>
#include <inkling/gradient.hpp>
#include <inkling/interpreter.hpp>
#include <inkling/solver.hpp>
#include <ostream>

#include "commands.hpp"

namespace inkling::repl {
namespace {

struct Setting {
  std::string name;
  std::string help;
  std::string initial;  // text form of the default
  std::string (*get)(Repl& repl);
  Result<void> (*set)(Repl& repl, std::string_view text);
};

Result<bool> read_switch(std::string_view text) {
  if (text == "on" || text == "true") return true;
  if (text == "off" || text == "false") return false;
  return Error{ErrorCode::bad_param, fmt::format("'{}' is neither 'on' nor 'off'", text)};
}

std::string bytes_text(std::size_t bytes) {
  if (bytes == 0) return "none";
  if (bytes % (std::size_t{1} << 30U) == 0) return fmt::format("{}G", bytes >> 30U);
  if (bytes % (std::size_t{1} << 20U) == 0) return fmt::format("{}M", bytes >> 20U);
  return std::to_string(bytes);
}

std::string duration_text(std::chrono::nanoseconds time) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
  if (ms == 0) return time.count() == 0 ? "none" : fmt::format("{}ns", time.count());
  return ms % 1000 == 0 ? fmt::format("{}s", ms / 1000) : fmt::format("{}ms", ms);
}

template <class Target>
Result<void> assign(Result<std::uint64_t> number, Target& target) {
  if (!number) return number.error();
  target = static_cast<Target>(*number);
  return {};
}

BudgetLimits& limits(Repl& repl) {
  return repl.session().settings().budget;
}

Result<void> set_budget(Repl& repl, std::string_view text) {
  if (text == "none") {
    limits(repl).time = std::chrono::nanoseconds(0);
    return {};
  }
  const auto time = parse_duration(text);
  if (!time) return time.error();
  limits(repl).time = *time;
  return {};
}

Result<void> set_memory(Repl& repl, std::string_view text) {
  if (text == "none") {
    limits(repl).bytes = 0;
    return {};
  }
  const auto bytes = read_memory(text);
  if (!bytes) return bytes.error();
  limits(repl).bytes = *bytes;
  return {};
}

Result<void> set_solvers(Repl& repl, std::string_view text) {
  if (auto ready = repl.domain(); !ready) return ready.error();
  const auto names = split_names(text);
  if (!names) return names.error();
  return repl.use_solvers(*names);
}

std::string get_solvers(Repl& repl) {
  if (repl.session().solvers().empty()) return "those of the domain";
  return fmt::format("{}", fmt::join(repl.session().solvers(), ","));
}

// ---- the engine of neural interpreters ----
//
// It is no state of its own but part of the solvers' texts: `net+gradient(engine=cuda)` where the
// searcher has that parameter, and the sibling `net-torch+gradient` for LibTorch.

constexpr std::string_view kEngines[] = {"auto",     "libtorch", "cpu",
                                         "cpu-bf16", "cuda",     "cuda-tf32"};

bool has_solver(Repl& repl, const std::string& id) {
  const auto ids = repl.session().registry().ids(Kind::solver);
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// `text` on that engine; unchanged when the solver runs on none.
Result<std::string> on_engine(Repl& repl, const Domain& domain, const std::string& text,
                              std::string_view engine) {
  const auto named = parse_named_params(text);
  if (!named) return named.error();
  const std::string wanted = sibling(named->name, engine == "libtorch");
  const bool neural = has_solver(repl, sibling(named->name, true)) || wanted != named->name;
  auto& registry = repl.session().registry();
  const auto solver = Solver::make(registry, text, domain);
  if (!solver) return solver.error();
  const bool chosen = solver->params().has("engine");
  if (!has_solver(repl, wanted)) {
    // Other solvers stay as they are; a neural one has a sibling only where LibTorch was built in.
    if (engine != "libtorch" || (!chosen && solver->interpreter().gradient() == nullptr))
      return text;
    return Error{ErrorCode::not_found,
                 fmt::format("there is no solver '{}'", wanted),
                 {"the engine libtorch is in builds with -DINKLING_WITH_TORCH=ON"}};
  }
  if (!chosen && !neural) return text;
  // The sibling takes over what was chosen but for the engine.
  Params rest = solver->params();
  if (chosen)
    if (auto set = rest.set("engine", "auto"); !set.ok()) return set.error();
  const auto moved = Solver::make(registry, fmt::format("{}({})", wanted, rest.to_text()), domain);
  if (!moved) return moved.error();
  Params params = moved->params();
  if (params.has("engine") && engine != "libtorch")
    if (auto set = params.set("engine", engine); !set.ok()) return set.error();
  const std::string inside = params.to_text();
  return inside.empty() ? wanted : fmt::format("{}({})", wanted, inside);
}

// Whether the solver's interpreter runs on its engine here, told by a task of the domain that is
// made ready and not searched.
Result<void> try_engine(Repl& repl, const Domain& domain, const std::string& text) {
  const auto solver = Solver::make(repl.session().registry(), text, domain);
  if (!solver) return solver.error();
  const DifferentiableInterpreter* gradient = solver->interpreter().gradient();
  if (gradient == nullptr) return {};
  Rng rng(1);
  const auto drawn = domain.generate(Params(domain.info().generator), rng);
  if (!drawn) return {};  // the question will tell
  ProblemOptions options;
  options.params = solver->params();
  const auto problem = gradient->prepare(drawn->task, options);
  if (!problem.ok()) return problem.error();
  return {};
}

Result<void> set_engine(Repl& repl, std::string_view text) {
  if (std::find(std::begin(kEngines), std::end(kEngines), text) == std::end(kEngines))
    return Error{ErrorCode::bad_param,
                 fmt::format("'{}' is no engine: expected {}", text, fmt::join(kEngines, ", "))};
  const auto domain = repl.domain();
  if (!domain) return domain.error();
  std::vector<std::string> solvers;
  const auto& active = repl.session().solvers().empty() ? (*domain)->info().default_solvers
                                                        : repl.session().solvers();
  for (const std::string& solver : active) {
    auto changed = on_engine(repl, **domain, solver, text);
    if (!changed) return changed.error();
    if (changed->find("engine=") != std::string::npos)
      if (auto runs = try_engine(repl, **domain, *changed); !runs.ok()) return runs;
    solvers.push_back(*std::move(changed));
  }
  return repl.session().set_solvers(solvers);
}

// Of the first active solver that tells.
std::string get_engine(Repl& repl) {
  for (const std::string& text : repl.session().solvers()) {
    const auto named = parse_named_params(text);
    if (!named) continue;
    if (sibling(named->name, false) != named->name) return "libtorch";
    const std::size_t at = named->params.find("engine=");
    if (at == std::string::npos) continue;
    const std::size_t begin = at + std::string_view("engine=").size();
    return named->params.substr(begin, named->params.find(',', begin) - begin);
  }
  return "auto";
}

std::string get_color(Repl& repl) {
  const auto color = repl.options().color;
  return color == ColorChoice::always ? "always" : color == ColorChoice::never ? "never" : "auto";
}

Result<void> set_color(Repl& repl, std::string_view text) {
  if (text != "auto" && text != "always" && text != "never")
    return Error{ErrorCode::bad_param,
                 fmt::format("'{}' is none of 'auto', 'always' and 'never'", text)};
  repl.options().color = text == "always"  ? ColorChoice::always
                         : text == "never" ? ColorChoice::never
                                           : ColorChoice::automatic;
  return {};
}

Result<void> set_time(Repl& repl, std::string_view text) {
  const auto on = read_switch(text);
  if (!on) return on.error();
  repl.options().with_time = *on;
  return {};
}

std::vector<Setting> make_settings() {
  return {
      {"budget", "time that one search may take (2s, 500ms, none)", "10s",
       [](Repl& r) { return duration_text(limits(r).time); }, set_budget},
      {"evaluations", "programs that one search may try (0 = no limit)", "0",
       [](Repl& r) { return std::to_string(limits(r).evaluations); },
       [](Repl& r, std::string_view t) {
         return assign(read_whole(t, 0, UINT64_MAX), limits(r).evaluations);
       }},
      {"memory", "memory that one search may take (512M, 2G, none)", "4G",
       [](Repl& r) { return bytes_text(limits(r).bytes); }, set_memory},
      {"threads", "worker threads of one search", "1",
       [](Repl& r) { return std::to_string(limits(r).threads); },
       [](Repl& r, std::string_view t) {
         return assign(read_whole(t, 1, 1024), limits(r).threads);
       }},
      {"seed", "seed of everything random", "0",
       [](Repl& r) { return std::to_string(r.session().settings().seed); },
       [](Repl& r, std::string_view t) {
         return assign(read_whole(t, 0, UINT64_MAX), r.session().settings().seed);
       }},
      {"checks", "generated inputs for :compare, :crosscheck and :ask", "1000",
       [](Repl& r) { return std::to_string(r.session().settings().check_inputs); },
       [](Repl& r, std::string_view t) {
         return assign(read_whole(t, 1, 1'000'000), r.session().settings().check_inputs);
       }},
      {"check", "a program or solver that does every run as well, or off; differences are shown",
       "off", [](Repl& r) { return r.check_text(); },
       [](Repl& r, std::string_view t) { return r.set_check(t); }},
      {"solvers", "active solvers, separated by commas", "", get_solvers, set_solvers},
      {"engine", "what runs neural interpreters: auto, libtorch, cpu, cpu-bf16, cuda, cuda-tf32",
       "auto", get_engine, set_engine},
      {"sure", "confidence below which an answer is called not sure, from 0 to 1",
       fmt::format("{}", kSure), [](Repl& r) { return fmt::format("{}", r.options().sure); },
       [](Repl& r, std::string_view t) {
         const auto share = read_share(t);
         if (!share) return Result<void>(share.error());
         r.options().sure = *share;
         return Result<void>();
       }},
      {"steps", "steps of a run that :trace shows, the first and the last ones (0 = all)", "40",
       [](Repl& r) { return std::to_string(r.options().steps); },
       [](Repl& r, std::string_view t) {
         return assign(read_whole(t, 0, 1'000'000), r.options().steps);
       }},
      {"color", "auto, always or never", "auto", get_color, set_color},
      {"time", "show times: on or off", "on",
       [](Repl& r) { return std::string(r.options().with_time ? "on" : "off"); }, set_time},
  };
}

const std::vector<Setting>& settings() {
  static const std::vector<Setting> table = make_settings();
  return table;
}

Result<const Setting*> find_setting(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& setting : settings()) {
    if (setting.name == name) return &setting;
    names.push_back(setting.name);
  }
  Error error{ErrorCode::not_found,
              fmt::format("there is no setting '{}'", name),
              {},
              SourceSpan{0, name.size()}};
  if (const auto near = nearest(name, names); !near.empty())
    error.notes.push_back(fmt::format("did you mean '{}'?", near));
  error.notes.push_back(fmt::format("settings are {}", fmt::join(names, ", ")));
  return error;
}

void show_settings(Repl& repl) {
  Table table(
      {{"setting", false, true}, {"value", true, false, true}, {"meaning", true, false, true}});
  for (const auto& setting : settings()) table.add({setting.name, setting.get(repl), setting.help});
  repl.show(table);
}

// The defaults of the domain, which only the domain knows.
Result<void> unset_solvers(Repl& repl) {
  const auto domain = repl.domain();
  if (!domain) return domain.error();
  std::vector<std::string> known;
  const auto ids = repl.session().registry().ids(Kind::solver);
  for (const auto& solver : (*domain)->info().default_solvers)
    if (std::find(ids.begin(), ids.end(), solver) != ids.end()) known.push_back(solver);
  return repl.use_solvers(known.empty() ? (*domain)->info().default_solvers : known);
}

}  // namespace

Result<std::uint64_t> read_whole(std::string_view text, std::uint64_t least, std::uint64_t most) {
  std::uint64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (ec == std::errc{} && end == text.data() + text.size() && number >= least && number <= most)
    return number;
  const auto digits = text.substr(text.starts_with('-') ? 1 : 0);
  const bool is_number =
      !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
  return Error{ErrorCode::bad_param,
               fmt::format("'{}' is {}: expected a whole number from {} to {}", text,
                           is_number ? "out of range" : "not a whole number", least, most)};
}

Result<double> read_share(std::string_view text) {
  double share = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), share);
  if (ec == std::errc{} && end == text.data() + text.size() && share >= 0 && share <= 1)
    return share;
  return Error{ErrorCode::bad_param,
               fmt::format("'{}' is no confidence: expected a number from 0 to 1", text)};
}

Result<std::size_t> read_memory(std::string_view text) {
  constexpr std::size_t kLeast = std::size_t{1} << 20U;
  const auto bytes = parse_bytes(text);
  if (!bytes || *bytes == 0 || *bytes >= kLeast) return bytes;
  return Error{ErrorCode::bad_param,
               fmt::format("'{}' is {} and too little for any search: expected 1M or more, or 0 "
                           "for no limit",
                           text, counted(*bytes, "byte"))};
}

Result<void> run_set(Repl& repl, std::string_view args) {
  if (args.empty()) {
    show_settings(repl);
    return {};
  }
  const auto split = split_first(args);
  const auto setting = find_setting(split.word);
  if (!setting) return setting.error();
  if (split.rest.empty()) {
    repl.out() << fmt::format("  {} {}\n", (*setting)->name, (*setting)->get(repl));
    return {};
  }
  auto done = (*setting)->set(repl, split.rest);
  if (done) return done;
  Error error = done.error();
  const auto at = offset_in(args, split.rest);
  error.span = SourceSpan{at, args.size()};
  error.notes.push_back(fmt::format("{}: {}", (*setting)->name, (*setting)->help));
  return error;
}

Result<void> run_unset(Repl& repl, std::string_view args) {
  const auto setting = find_setting(args);
  if (!setting) return setting.error();
  if ((*setting)->name == "solvers") return unset_solvers(repl);
  return (*setting)->set(repl, (*setting)->initial);
}

Result<void> run_seed(Repl& repl, std::string_view args) {
  return run_set(repl, fmt::format("seed {}", args));
}

Result<void> run_time(Repl& repl, std::string_view args) {
  return run_set(repl, fmt::format("time {}", args));
}

Result<void> run_solvers(Repl& repl, std::string_view args) {
  if (auto ready = repl.domain(); !ready) return ready.error();
  if (!args.empty()) return set_solvers(repl, args);
  auto& registry = repl.session().registry();
  Table table({{"solver", false, true}, {"active"}, {"plugin"}});
  for (const auto& id : registry.ids(Kind::solver)) {
    std::string active;
    for (const auto& text : repl.session().solvers())
      if (const auto named = parse_named_params(text); named && named->name == id) active = text;
    table.add({id, active.empty() ? "-" : active, registry.provider(Kind::solver, id)});
  }
  if (table.empty()) {
    repl.say("  no solver is available; `inkling doctor` says why\n");
    return {};
  }
  repl.show(table);
  repl.say("  `:help NAME` describes a solver and its parameters\n");
  return {};
}

std::vector<Completion> complete_setting(Repl&, std::string_view args) {
  std::vector<Completion> words;
  const auto split = split_first(args);
  const bool at_value = !split.rest.empty();
  if (at_value) return words;
  for (const auto& setting : settings()) words.push_back({setting.name, setting.help});
  return words;
}

std::vector<Completion> complete_solver(Repl& repl, std::string_view args) {
  std::vector<Completion> words;
  auto& registry = repl.session().registry();
  for (const auto& id : registry.ids(Kind::solver)) words.push_back({id, ""});
  // Inside the brackets of a solver its parameters, when its plugin is loaded anyway.
  const auto bracket = args.rfind('(');
  if (bracket == std::string_view::npos || args.find(')', bracket) != std::string_view::npos)
    return words;
  const auto before = args.substr(0, bracket);
  const auto begin = before.find_last_of(" ,");
  const auto id = begin == std::string_view::npos ? before : before.substr(begin + 1);
  for (const auto& plugin : registry.plugins()) {
    if (plugin.name != registry.provider(Kind::solver, id) || plugin.state != PluginState::loaded)
      continue;
    const auto params = solver_params(repl, id);
    if (!params) break;
    words.clear();
    for (const auto& spec : *params) words.push_back({spec.name, spec.help});
  }
  return words;
}

std::vector<Completion> complete_solve(Repl& repl, std::string_view args) {
  auto words = complete_solver(repl, args);
  BracketScanner scanner;
  scanner.feed(args);
  if (!scanner.balanced()) return words;
  for (const auto& setting : settings())
    if (setting.name != "solvers") words.push_back({setting.name + "=", setting.help});
  return words;
}

std::vector<std::string> changed_settings(Repl& repl) {
  std::vector<std::string> lines;
  for (const auto& setting : settings()) {
    // How the screen looks is no part of a session; solvers are written after the domain, and the
    // engine is in their texts. What checks may be a program that was found, which a session has
    // only when it has run.
    if (setting.name == "color" || setting.name == "steps" || setting.name == "time" ||
        setting.name == "solvers" || setting.name == "engine" || setting.name == "check")
      continue;
    if (const auto value = setting.get(repl); value != setting.initial)
      lines.push_back(fmt::format(":set {} {}", setting.name, value));
  }
  return lines;
}

}  // namespace inkling::repl
