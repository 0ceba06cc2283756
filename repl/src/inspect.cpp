// Commands that search, and that look into the programs found.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <inkling/app/agreement.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/report.hpp>
#include <inkling/app/table.hpp>
#include <inkling/app/text.hpp>
#include <inkling/domain.hpp>
#include <inkling/solver.hpp>
#include <ostream>

#include "answers.hpp"
#include "commands.hpp"
#include "takeaway.hpp"

namespace inkling::repl {
namespace {

constexpr std::size_t kPage = 10;
constexpr std::size_t kQuestionPrograms = 6;  // candidates shown under a question

Error shifted(Error error, std::size_t by) {
  if (error.span) error.span = SourceSpan{error.span->begin + by, error.span->end + by};
  return error;
}

Result<void> no_arguments(std::string_view command, std::string_view args) {
  if (args.empty()) return {};
  return Error{ErrorCode::bad_input,
               fmt::format("{} takes no arguments, '{}' was given", command, args),
               {},
               SourceSpan{0, args.size()}};
}

Result<std::vector<Value>> default_inputs(Repl& repl) {
  if (!repl.asked().empty()) return repl.asked().front();
  if (!repl.session().task().examples.empty()) return repl.session().task().examples.front().inputs;
  const std::vector<Example>& samples = repl.session().domain()->info().samples;
  return Error{ErrorCode::bad_input,
               "no inputs were given and there are no examples to take them "
               "from",
               {fmt::format("write them after the program: `:trace PROGRAM {}`",
                            samples.empty() ? "INPUTS" : inputs_text(samples.front().inputs))}};
}

// Whether a program's text has an input in it: x0, x1 .. outside quotes.
bool names_input(std::string_view text) {
  const auto of_name = [](char c) {
    return c == '_' || std::isalnum(static_cast<unsigned char>(c));
  };
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && quoted) ++i;
    if (text[i] == '"') quoted = !quoted;
    if (quoted || !of_name(text[i])) continue;
    const std::size_t begin = i;
    while (i + 1 < text.size() && of_name(text[i + 1])) ++i;
    const std::string_view word = text.substr(begin, i + 1 - begin);
    if (word.size() > 1 && word[0] == 'x' &&
        word.find_first_not_of("0123456789", 1) == std::string_view::npos)
      return true;
  }
  return false;
}

// Whether the text is the name of a solver that answered, with or without a number: "scan#2".
bool names_answer(Repl& repl, std::string_view text) {
  const std::string_view word = text.substr(0, text.rfind('#'));
  for (const Answer& answer : repl.session().answers()) {
    const auto named = parse_named_params(answer.solver);
    if (answer.solver == word || (named && named->name == word)) return true;
  }
  return false;
}

// A value is a program too, one that gives itself; `:trace [9,4]` means the inputs, and so does
// `:trace 12-05` where any text is one. Programs of another language than the domain's own are none
// by chance, whether they name inputs or not.
bool means_inputs(Repl& repl, const CheckedProgram& program, std::string_view text) {
  const Domain& domain = *repl.session().domain();
  return !text.starts_with('<') && program.program.owner() == domain.info().language &&
         !names_input(program.program.text()) && !names_answer(repl, text) &&
         domain.read_inputs(text).ok();
}

}  // namespace

std::optional<CheckedProgram> named_program(Repl& repl, std::string_view text) {
  if (text.empty()) return std::nullopt;
  auto program = repl.program(text);
  if (!program || means_inputs(repl, *program, text)) return std::nullopt;
  return *std::move(program);
}

std::optional<Result<ProgramAndInputs>> read_named_and_inputs(Repl& repl, std::string_view text) {
  // Who answered is meant, also where that program is not there.
  if (const auto word = split_first(text).word; names_answer(repl, word))
    if (auto missing = repl.program(word); !missing) return std::move(missing).error();
  if (auto whole = named_program(repl, text)) {
    auto inputs = default_inputs(repl);
    if (!inputs) return inputs.error();
    return ProgramAndInputs{*std::move(whole), *std::move(inputs)};
  }
  // The longest text that is a program: `x0 + 1 [2]` is none of x0.
  const auto blanks = top_level_blanks(text);
  const bool all_inputs = repl.session().domain()->read_inputs(text).ok();
  for (auto at = blanks.rbegin(); at != blanks.rend(); ++at) {
    auto program = repl.program(text.substr(0, *at));
    if (!program || (all_inputs && means_inputs(repl, *program, text.substr(0, *at)))) continue;
    const auto rest = trim(text.substr(*at));
    auto inputs = repl.session().domain()->read_inputs(rest);
    if (!inputs) return shifted(inputs.error(), offset_in(text, rest));
    return ProgramAndInputs{*std::move(program), *std::move(inputs)};
  }
  return std::nullopt;
}

Result<ProgramAndInputs> read_program_and_inputs(Repl& repl, std::string_view text) {
  if (!text.empty())
    if (auto named = read_named_and_inputs(repl, text)) return *std::move(named);
  auto best = repl.best_program();
  if (text.empty()) {
    if (!best) return best.error();
    auto inputs = default_inputs(repl);
    if (!inputs) return inputs.error();
    return ProgramAndInputs{*std::move(best), *std::move(inputs)};
  }
  auto inputs = repl.session().domain()->read_inputs(text);
  if (!inputs) {
    const auto program = repl.program(text);
    return program ? inputs.error() : program.error();
  }
  if (!best) return best.error();
  return ProgramAndInputs{*std::move(best), *std::move(inputs)};
}

namespace {

// The words of :solve: solver lists, and name=value settings outside brackets.
Result<void> apply_solve_arguments(Repl& repl, std::string_view args) {
  for (const auto word : split_blanks(args)) {
    const auto equals = word.find('=');
    const auto bracket = word.find('(');
    Result<void> done;
    if (equals != std::string_view::npos && equals < bracket) {
      done = run_set(repl, fmt::format("{} {}", word.substr(0, equals), word.substr(equals + 1)));
    } else {
      done = run_solvers(repl, word);
    }
    if (!done) {
      Error error = done.error();
      const auto at = offset_in(args, word);
      error.span = SourceSpan{at, at + word.size()};
      return error;
    }
  }
  return {};
}

Result<void> need_examples(Repl& repl) {
  if (auto ready = repl.domain(); !ready) return ready.error();
  if (!repl.session().task().examples.empty()) return {};
  return Error{
      ErrorCode::bad_input, "there are no examples yet", {"type one first: `inputs -> output`"}};
}

void compare_row(Repl& repl, Table& table, const Answer& answer, const CheckedProgram* first,
                 std::stop_token stop) {
  const Candidate* best = answer.outcome && !answer.outcome->candidates.empty()
                              ? &answer.outcome->candidates.front()
                              : nullptr;
  std::string agreement = "-";
  if (best && first) {
    const auto report =
        repl.session().crosscheck(*first, {answer.interpreter, best->program}, stop);
    agreement = report ? fmt::format("{}/{}", report->agreements, report->inputs)
                       : "error: " + report.error().message;
  }
  std::vector<std::string> cells{
      answer.solver,
      best             ? best->program.text()
      : answer.outcome ? "no program"
                       : "error: " + to_text(answer.outcome.error()),
      fmt::format("{}/{}", best ? best->fits : 0, repl.session().task().examples.size())};
  if (!repl.asked().empty()) cells.push_back(best ? predictions_text(best->predictions) : "-");
  if (repl.options().with_time)
    cells.push_back(answer.outcome ? seconds_text(answer.outcome->seconds) : "-");
  cells.push_back(std::move(agreement));
  table.add(std::move(cells));
}

}  // namespace

Result<void> run_predict(Repl& repl, std::string_view args) {
  if (auto ready = need_examples(repl); !ready) return ready;
  auto inputs = repl.session().domain()->read_inputs(args);
  if (!inputs) return inputs.error();
  return repl.ask_query(*std::move(inputs));
}

Result<void> run_solve(Repl& repl, std::string_view args) {
  if (auto ready = need_examples(repl); !ready) return ready;
  if (auto set = apply_solve_arguments(repl, args); !set) return set;
  auto answers = repl.search(repl.asked());
  if (!answers) return answers.error();
  return show_answers(repl);
}

namespace {

// The first solver beside this one that works on the domain; empty: none. Asked are those whose
// plugins need no heavy library.
std::string another_solver(Repl& repl, std::string_view text) {
  auto& registry = repl.session().registry();
  const auto named = parse_named_params(text);
  for (const auto& id : registry.ids(Kind::solver)) {
    if (named && id == named->name) continue;
    const std::string provider = registry.provider(Kind::solver, id);
    const auto plugins = registry.plugins();
    if (std::any_of(plugins.begin(), plugins.end(), [&](const PluginInfo& plugin) {
          return plugin.name == provider && !plugin.needs.empty();
        }))
      continue;
    if (Solver::make(registry, id, *repl.session().domain())) return id;
  }
  return {};
}

}  // namespace

Result<void> run_compare(Repl& repl, std::string_view args) {
  if (auto ready = need_examples(repl); !ready) return ready;
  const auto before = repl.session().solvers();
  if (!args.empty())
    if (auto set = run_solvers(repl, args); !set) return set;
  const auto answers = repl.search(repl.asked());
  if (!answers) return answers.error();
  std::vector<Table::Column> columns{{"solver"}, {"program", true, true}, {"fits"}};
  if (!repl.asked().empty()) columns.push_back({"prediction", true, true});
  if (repl.options().with_time) columns.push_back({"time"});
  columns.push_back({"agrees"});
  Table table(std::move(columns));
  std::optional<CheckedProgram> first;
  StopOnInterrupt stop(repl.interrupts());
  for (const auto& answer : *answers) {
    if (!first && answer.outcome && !answer.outcome->candidates.empty())
      first = CheckedProgram{answer.interpreter, answer.outcome->candidates.front().program};
    compare_row(repl, table, answer, first ? &*first : nullptr, stop.token());
  }
  if (!args.empty())
    if (auto back = repl.session().set_solvers(before); !back) return back;
  const std::string other = answers->size() < 2 ? another_solver(repl, before.front()) : "";
  repl.show(table);
  if (answers->size() < 2)
    repl.say(fmt::format(
        "  only one solver is active{}\n",
        other.empty() ? ""
                      : fmt::format("; `:compare {},{}` compares two", before.front(), other)));
  return {};
}

namespace {

// Two texts, at each blank and each comma outside brackets in turn; a comma belongs to neither.
std::vector<std::pair<std::string_view, std::string_view>> partings(std::string_view text) {
  std::vector<std::pair<std::string_view, std::string_view>> found;
  for (const std::size_t at : top_level_blanks(text, /*commas=*/true)) {
    std::string_view left = trim(text.substr(0, at)), right = trim(text.substr(at));
    if (left.ends_with(',')) left = trim(left.substr(0, left.size() - 1));
    if (right.starts_with(',')) right = trim(right.substr(1));
    const auto same = std::pair(left, right);
    if (left.empty() || right.empty() || (!found.empty() && found.back() == same)) continue;
    found.push_back(same);
  }
  return found;
}

// How far a text was understood.
std::size_t reached(const Error& error) {
  return error.code == ErrorCode::parse && error.span ? error.span->begin : 0;
}

}  // namespace

// With several ways to part the text the first counts.
Result<ProgramPair> read_two_programs(Repl& repl, std::string_view text) {
  // Of the half that was read last; before one was, of what was understood furthest.
  std::optional<Error> telling;
  bool half = false;
  for (const auto& [left_text, right_text] : partings(text)) {
    auto left = repl.program(left_text);
    auto right = left ? repl.program(right_text) : left;
    if (left && right)
      return ProgramPair{std::string(left_text), std::string(right_text), *std::move(left),
                         *std::move(right)};
    if (left)
      telling = shifted(right.error(), offset_in(text, right_text));
    else if (!telling || (!half && reached(left.error()) > reached(*telling)))
      telling = left.error();
    half = half || left;
  }
  if (telling && !repl.program(text)) return *std::move(telling);
  return Error{ErrorCode::bad_input,
               text.empty()
                   ? std::string("two programs or solvers were expected, none was given")
                   : fmt::format("two programs or solvers were expected, '{}' is one", text),
               {"`:crosscheck A B` compares two of them"},
               SourceSpan{0, text.size()}};
}

// A single latent program is compared with what it says in the readable language.
Result<ProgramPair> read_compared(Repl& repl, std::string_view text, std::stop_token stop) {
  if (auto alone = repl.program(text); alone.ok() && is_translatable(*alone)) {
    auto reading = reading_of(repl.session(), *alone, stop);
    if (!reading) return reading.error();
    const std::string words = reading->program.text();
    return ProgramPair{std::string(text), words, *std::move(alone), *std::move(reading)};
  }
  return read_two_programs(repl, text);
}

namespace {

// What a domain shows itself, or makes.
std::vector<Example> own_examples(const Domain& domain) {
  if (!domain.info().samples.empty()) return domain.info().samples;
  try {
    Rng rng(0);
    const auto params = Params::parse(domain.info().generator, "");
    if (auto made = domain.generate(*params, rng)) return std::move(made->task.examples);
  } catch (const std::exception&) {  // a plugin's, which makes none
  }
  return {};
}

// Where there are no examples, the domain's own say what inputs look like: `own` has them then, and
// is what the programs are compared in. Errors: a program that takes other inputs.
Result<Session*> compared_in(Repl& repl, const ProgramPair& pair, std::optional<Session>& own) {
  Session& session = repl.session();
  if (!session.task().examples.empty()) return &session;
  const Domain& domain = *session.domain();
  const std::vector<Example> examples = own_examples(domain);
  if (examples.empty()) return need_examples(repl).error();
  own.emplace(session.registry());
  own->settings() = session.settings();
  if (auto set = own->set_domain(domain.info().id); !set) return set.error();
  for (const Example& example : examples)
    if (auto added = own->add_example(example); !added) return added.error();
  for (const std::string& text : {pair.left.program.text(), pair.right.program.text()})
    if (const auto typed = own->find_program(text); !typed) {
      Error error{typed.error().code, fmt::format("'{}': {}", text, typed.error().message)};
      error.notes = {
          fmt::format("there are no examples yet, so that inputs are like {}; type an "
                      "example of others first: `inputs -> output`",
                      inputs_text(examples.front().inputs))};
      return error;
    }
  return &*own;
}

}  // namespace

Result<void> run_crosscheck(Repl& repl, std::string_view args) {
  if (auto ready = repl.domain(); !ready) return ready.error();
  StopOnInterrupt stop(repl.interrupts());
  const auto pair = read_compared(repl, args, stop.token());
  if (!pair) return pair.error();
  std::optional<Session> own;
  const auto session = compared_in(repl, *pair, own);
  if (!session) return session.error();
  auto report = (*session)->crosscheck(pair->left, pair->right, stop.token());
  if (!report) return report.error();
  make_small(**session, pair->left, pair->right, stop.token(), *report);
  const std::string left = pair->left.program.text(), right = pair->right.program.text();
  repl.show(break_lines(fmt::format("  {}\n  {}\n  {}\n", left, right, verdict(*report)) +
                            divergence_lines(*report),
                        repl.options().width, 2),
            [&] {
              return to_html(Agreement{left, right, *report});
            });
  if (own) repl.say("  inputs are like those of the domain's own examples: none were typed\n");
  if (report->reason == StopReason::cancelled || report->reason == StopReason::deadline)
    repl.out() << "  stopped early\n";
  return {};
}

Result<void> run_explain(Repl& repl, std::string_view args) {
  const auto program = args.empty() ? repl.best_program() : repl.program(args);
  if (!program) return program.error();
  const std::string words = program->interpreter->explain(program->program);
  repl.show(break_lines(fmt::format("  {}\n  {}\n", program->program.text(), words),
                        repl.options().width, 2),
            [&] { return explanation_html(program->program.text(), words); });
  if (!is_translatable(*program)) return {};
  StopOnInterrupt stop(repl.interrupts());
  const auto translation = translated(repl.session(), *program, stop.token());
  if (!translation) return {};  // the domain has no language, or nothing that searches it
  repl.say(fmt::format("  {}\n{}", to_text(*translation), divergence_lines(translation->checked)));
  return {};
}

Result<void> run_ask(Repl& repl, std::string_view args) {
  if (auto none = no_arguments(":ask", args); !none) return none;
  if (auto ready = need_examples(repl); !ready) return ready;
  if (auto answers = repl.search(repl.asked()); !answers) return answers.error();
  StopOnInterrupt stop(repl.interrupts());
  std::vector<CheckedProgram> programs;
  const auto divided = repl.session().ask(stop.token(), &programs);
  if (!divided) return divided.error();
  if (!*divided) {
    repl.say(fmt::format("  the leading {} agree on all {} generated inputs: no question\n",
                         counted(programs.size(), "candidate"),
                         repl.session().settings().check_inputs));
    return {};
  }
  const auto& question = **divided;
  repl.question() = question.inputs;
  repl.say(fmt::format("  what is the output for {} ?\n", inputs_text(question.inputs)));
  Table table({{"output", true, true}, {"program", true, true}});
  for (std::size_t i = 0; i < std::min(programs.size(), kQuestionPrograms); ++i)
    table.add({to_text(question.outputs[i]), programs[i].program.text()});
  repl.show(table);
  repl.say(
      fmt::format("  answer with `{} -> output`, or `-> output`\n", inputs_text(question.inputs)));
  return {};
}

Result<void> run_program_number(Repl& repl, std::string_view args) {
  const auto all = numbered_candidates(repl.session().answers());
  if (all.empty()) return repl.best_program().error();
  std::size_t number = 1;
  if (!args.empty()) {
    const auto read = read_number(args, "the number of a candidate");
    if (!read) return read.error();
    number = *read;
  } else if (const auto best = repl.best_program()) {
    while (number < all.size() && all[number - 1].candidate->program.text() != best->program.text())
      ++number;
  }
  if (number > all.size())
    return Error{ErrorCode::not_found,
                 fmt::format("there is no candidate {}: there are {}", number, all.size()),
                 {":more lists them"},
                 SourceSpan{0, args.size()}};
  const auto& item = all[number - 1];
  repl.out() << fmt::format("  {}#{}  fits {}/{}  size {}\n  {}\n", item.answer->solver,
                            item.rank + 1, item.candidate->fits, item.candidate->outputs.size(),
                            item.candidate->program.size(), item.candidate->program.text());
  return {};
}

Result<void> run_more(Repl& repl, std::string_view args) {
  if (auto none = no_arguments(":more", args); !none) return none;
  const std::size_t total = numbered_candidates(repl.session().answers()).size();
  if (total == 0) return repl.best_program().error();
  std::size_t& shown = repl.shown_candidates();
  if (shown >= total) {
    repl.out() << fmt::format("  that were all {}; :more starts again\n",
                              counted(total, "candidate"));
    shown = 0;
    return {};
  }
  show_candidates(repl, shown, kPage);
  shown = std::min(total, shown + kPage);
  if (shown < total) repl.out() << fmt::format("  {} of {}; :more goes on\n", shown, total);
  return {};
}

Result<void> run_type(Repl& repl, std::string_view args) {
  if (args.empty()) return Error{ErrorCode::bad_input, "a program is missing: `:type length(x0)`"};
  if (auto ready = need_examples(repl); !ready) return ready;
  const auto program = repl.program(args);
  if (!program) return program.error();
  std::optional<Type> result = Type{};
  const auto& task = repl.session().task();
  for (const auto& example : task.examples) {
    const auto value = program->interpreter->run(program->program, example.inputs);
    if (value && result && !value->is_undefined()) result = unify(*result, type_of(*value));
  }
  std::string inputs;
  for (const auto& type : input_types(task)) inputs += (inputs.empty() ? "" : ", ") + to_text(type);
  repl.out() << fmt::format("  {} : ({}) -> {}\n", program->program.text(), inputs,
                            to_text(result.value_or(Type{Type::Base::mixed, 0})));
  return {};
}

}  // namespace inkling::repl
