#include "repl.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <inkling/app/model_choice.hpp>
#include <inkling/app/question.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/text.hpp>
#include <inkling/base/files.hpp>
#include <inkling/base/screen.hpp>
#include <inkling/domain.hpp>
#include <inkling/faults.hpp>
#include <ostream>
#include <utility>

#include "answers.hpp"
#include "commands.hpp"
#include "examples.hpp"
#include "status_line.hpp"

namespace inkling::repl {
namespace {

constexpr std::size_t kMaxInputBytes = std::size_t{64} << 20;  // of one input over several lines
// Far more than a person types; task files have no such limit.
constexpr std::size_t kMaxTypedExamples = 5000;
constexpr std::uint64_t kMaxSessionBytes = std::uint64_t{64} << 20;
constexpr std::string_view kErrorMark = "error: ";
constexpr int kMaxReplayDepth = 8;
constexpr std::size_t kMaxNestedFiles = 65;  // sessions that load others twice would go on forever

// How far a search is.
class ProgressLine final : public ProgressSink {
 public:
  ProgressLine(std::ostream& err, std::size_t width) : line_(err, true), width_(width) {}
  void report(const Progress& progress) override {
    std::string text = progress.evaluations < 1'000'000
                           ? fmt::format("  searching: {} programs tried", progress.evaluations)
                           : fmt::format("  searching: {:.3g} million programs tried",
                                         static_cast<double>(progress.evaluations) / 1e6);
    if (!progress.best.empty())
      text += fmt::format("; best so far fits {}: {}", progress.fits, progress.best);
    line_.show(shorten(text, width_ > 1 ? width_ - 1 : 79));
  }

 private:
  StatusLine line_;
  std::size_t width_;
};

Error shifted(Error error, std::size_t by) {
  if (error.span) error.span = SourceSpan{error.span->begin + by, error.span->end + by};
  return error;
}

// Nothing but numbers, commas and brackets, as a slip in a list has: a domain that takes any text
// could read it, and is not meant.
bool numbers_only(std::string_view text) {
  return text.find_first_not_of("0123456789.,+- \t[](){}") == std::string_view::npos &&
         text.find_first_of("0123456789") != std::string_view::npos;
}

bool takes_any_text(const Domain& domain) {
  return domain.read_inputs("any text at all").ok();
}

bool light(const Registry& registry, Kind kind, std::string_view id) {
  const std::string provider = registry.provider(kind, id);
  for (const auto& plugin : registry.plugins())
    if (plugin.name == provider && plugin.state != PluginState::shadowed &&
        plugin.state != PluginState::refused)
      return plugin.needs.empty();
  return true;  // built in
}

}  // namespace

Error fitted(Error error, std::size_t columns) {
  constexpr std::size_t kIndent = 2;  // of notes
  for (std::string& note : error.notes)
    note = break_lines(std::string(kIndent, ' ') + note, columns).substr(kIndent);
  error.message =
      break_lines(std::string(kErrorMark) + error.message, columns).substr(kErrorMark.size());
  return error;
}

Repl::Repl(Session& session, ReplOptions options, std::ostream& out, std::ostream& err,
           Interrupts* interrupts)
    : session_(session),
      options_(std::move(options)),
      out_(out),
      err_(err),
      interrupts_(interrupts) {}

Style Repl::style() const {
  return {colors_wanted(options_.color, is_terminal(STDOUT_FILENO) && options_.width > 0)};
}

// Of the domains that come with inkling, so that a plugin beside them changes nothing.
std::string Repl::default_domain() const {
  if (options_.model) return options_.model->text("domain");
  const Registry& registry = session_.registry();
  const auto ids = registry.ids(Kind::domain);
  const auto shipped = [&](const std::string& id) {
    const std::string name = registry.provider(Kind::domain, id);
    return std::any_of(
        registry.plugins().begin(), registry.plugins().end(), [&](const PluginInfo& plugin) {
          return plugin.name == name && plugin.path.parent_path() == default_plugin_dir();
        });
  };
  const bool has_first = std::find(ids.begin(), ids.end(), examples::kFirstDomain) != ids.end();
  if (has_first && shipped(examples::kFirstDomain)) return examples::kFirstDomain;
  const auto found = std::find_if(ids.begin(), ids.end(), shipped);
  return found != ids.end() ? *found : ids.empty() ? std::string() : ids.front();
}

Result<const Domain*> Repl::domain() {
  if (session_.domain()) return session_.domain();
  const std::string id = default_domain();
  if (id.empty())
    return Error{ErrorCode::not_found,
                 "no domain is available: no plugin provides one",
                 {"`inkling doctor` says where plugins are looked for and what was refused"}};
  if (auto set = use_domain(id); !set) return std::move(set).error();
  return session_.domain();
}

Result<std::size_t> Repl::use_domain(std::string_view id) {
  const bool other = session_.domain() != nullptr && session_.domain()->info().id != id;
  if (other) keep_programs();
  auto dropped = session_.set_domain(id);
  if (!dropped || *dropped > 0 || session_.task().examples.empty()) drop_kept_programs();
  if (!dropped || !options_.model) return dropped;
  if (options_.model->text("domain") != id) {
    err_ << fmt::format("{}the model {} is for domain '{}' and is not used here\n",
                        style().yellow("note: "), options_.model->file.string(),
                        options_.model->text("domain"));
    return dropped;
  }
  const auto solvers = with_model(session_.registry(), *session_.domain(), *options_.model,
                                  session_.solvers(), /*named=*/false);
  if (!solvers) return solvers.error();
  if (auto set = session_.set_solvers(*solvers); !set) return std::move(set).error();
  return dropped;
}

Result<void> Repl::use_solvers(const std::vector<std::string>& solvers) {
  const bool here = options_.model && session_.domain() != nullptr &&
                    session_.domain()->info().id == options_.model->text("domain");
  if (!here) return session_.set_solvers(solvers);
  const auto chosen = add_model(*options_.model, solvers);
  if (!chosen) return chosen.error();
  return session_.set_solvers(*chosen);
}

std::string Repl::prompt() const {
  std::string name = session_.domain() ? session_.domain()->info().id : default_domain();
  if (name.empty()) name = "inkling";
  if (!waiting_) return name + "> ";
  return std::string(display_width(name) - std::min<std::size_t>(display_width(name), 2), ' ') +
         "..> ";
}

void Repl::report(const Error& error, std::string_view source) {
  if (rehearsing_) return;
  ++bad_lines_;
  if (options_.failed) return options_.failed(error, source);
  out_ << std::flush;
  err_ << style().red(kErrorMark)
       << screen::printable(render_error(fitted(error, options_.width), source)) << '\n'
       << std::flush;
}

void Repl::say(std::string_view text, std::size_t hang) {
  out() << break_lines(text, options_.width, hang);
}

void Repl::show(const Table& table) {
  show(table.render(options_.width, style()), [&] { return table.html(); });
}

void Repl::show(const std::string& text, const std::function<std::string()>& html) {
  if (options_.shown)
    options_.shown(text, html_cell(html()));
  else
    out() << text;
}

bool Repl::unfinished(std::string_view lines) {
  if (waiting_) return true;
  rehearsing_ = true;
  for (std::size_t begin = 0; begin <= lines.size();) {
    const auto end = std::min(lines.find('\n', begin), lines.size());
    feed(lines.substr(begin, end - begin));
    begin = end + 1;
  }
  rehearsing_ = false;
  const bool unfinished = waiting_;
  forget_pending();
  return unfinished;
}

void Repl::forget_pending() {
  pending_.clear();
  scanner_ = {};
  waiting_ = false;
  backslash_ = false;
}

// Whether the input so far can be run. An unfinished bracket waits for more, unless the domain can
// read the line as an example all the same ("5' 3\" -> 63" in a domain of free text).
bool Repl::complete_input(std::string_view line) {
  const auto text = trim(line);
  if (text.starts_with('#') || text.starts_with(':')) {
    BracketScanner scanner;
    scanner.feed(text);
    return scanner.balanced() || text.starts_with('#');
  }
  if (text.ends_with("->")) return false;
  BracketScanner scanner;
  scanner.feed(text);
  if (scanner.balanced()) return true;
  if (!session_.domain() && !domain()) return true;
  for (const auto at : arrows(text, true)) {
    const auto left = trim(text.substr(0, at));
    const auto right = trim(text.substr(at + 2));
    if (right.empty() || left.empty()) continue;
    const bool readable = right == "?" || session_.domain()->read_output(right).ok();
    if (readable && session_.domain()->read_inputs(left).ok()) return true;
  }
  return false;
}

void Repl::feed(std::string_view line) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // files of some editors begin so
  if (!waiting_ && line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  if (auto error = bad_bytes(line)) return report(*error);
  const bool ends_in_backslash = line.ends_with('\\') && !trim(line).starts_with('#');
  if (ends_in_backslash) line.remove_suffix(1);
  if (!waiting_) {
    pending_ = std::string(line);
    scanner_.feed(line);
    waiting_ = ends_in_backslash || !complete_input(pending_);
    backslash_ = ends_in_backslash;
    if (!waiting_) return finish();
    return;
  }
  if (pending_.size() + line.size() > kMaxInputBytes) {
    forget_pending();
    return report(Error{ErrorCode::bad_input,
                        fmt::format("an input over several lines is longer than {} MiB and was "
                                    "ignored",
                                    kMaxInputBytes >> 20U),
                        {"close the brackets and quotes of each example"}});
  }
  // A blank line ends the input however many brackets are open: the parser then says what is
  // missing. A new command does the same, so that a forgotten bracket does not swallow it.
  const auto text = trim(line);
  const bool new_command = !backslash_ && text.starts_with(':');
  if (text.empty() || new_command) {
    finish();
    if (new_command) feed(line);
    return;
  }
  pending_ += '\n';
  pending_ += line;
  scanner_.feed("\n");
  scanner_.feed(line);
  backslash_ = ends_in_backslash;
  if (!ends_in_backslash && scanner_.balanced() && !text.ends_with("->")) finish();
}

void Repl::finish() {
  const std::string input = std::move(pending_);
  forget_pending();
  if (!rehearsing_) run_input(input);
}

void Repl::run_input(std::string_view input) {
  const auto text = trim(input);
  if (text.empty() || is_comment(text)) return;
  entered_.emplace_back(text);
  // Tabs at the ends part cells of a row that are empty.
  const auto begin = input.find_first_not_of(" \r\n");
  const auto row = input.substr(begin, input.find_last_not_of(" \r\n") - begin + 1);
  checkers_.clear();
  if (auto done = dispatch(text, row); !done)
    report(done.error(), text);
  else
    say_checked();
}

// "#12 red -> 12" is an example where values may begin so; whatever else begins with # is none.
bool Repl::is_comment(std::string_view text) {
  if (!text.starts_with('#')) return false;
  const bool word = text.size() > 1 && std::isalnum(static_cast<unsigned char>(text[1])) != 0;
  return !word || !domain() || readable_arrows(text).empty();
}

// Where the text can be parted into inputs and an output or question.
std::vector<std::size_t> Repl::readable_arrows(std::string_view input) {
  std::vector<std::size_t> readable;
  auto places = arrows(input, false);
  if (places.empty()) places = arrows(input, true);
  for (const auto at : places) {
    const auto left = trim(input.substr(0, at));
    const auto right = trim(input.substr(at + 2));
    if (session_.domain()->read_inputs(left) &&
        (right == "?" || session_.domain()->read_output(right)))
      readable.push_back(at);
  }
  return readable;
}

Result<void> Repl::dispatch(std::string_view input, std::string_view row) {
  if (input.starts_with(':')) {
    const auto split = split_first(input.substr(1));
    const auto command = find_command(split.word);
    if (!command) return shifted(command.error(), 1);
    auto done = (*command)->run(*this, split.rest);
    if (!done) return shifted(done.error(), offset_in(input, split.rest));
    return {};
  }
  if (auto ready = domain(); !ready) return ready.error();
  auto places = arrows(input, false);
  if (places.empty()) places = arrows(input, true);
  if (places.empty()) {
    const auto cells = tab_cells(row);
    if (cells.size() > 1 && !session_.find_program(input)) return run_row(cells);
    return run_program(input);
  }
  // Several arrows: the first at which both sides can be read; else the first, for its message.
  if (const auto readable = readable_arrows(input); !readable.empty()) {
    auto done = run_example(input, readable.front());
    if (done && readable.size() > 1)
      err_ << fmt::format(
                  "{}several arrows: read as the inputs {} and the output {}; put a value "
                  "with an arrow in quotes\n",
                  style().yellow("note: "), trim(input.substr(0, readable.front())),
                  trim(input.substr(readable.front() + 2)))
           << std::flush;
    return done;
  }
  BracketScanner scanner;
  scanner.feed(input.substr(0, places.front()));
  // A program with a lambda, not an example.
  if (!scanner.balanced()) return run_program(input);
  return run_example(input, places.front());
}

// When another domain can read what this one cannot, say so: the cure is one command away.
Error Repl::with_other_domains(Error error, std::string_view left, std::string_view right) {
  auto& registry = session_.registry();
  for (const auto& id : registry.ids(Kind::domain)) {
    if (id == session_.domain()->info().id || !light(registry, Kind::domain, id)) continue;
    const auto other = registry.domain(id);
    if (!other || !(*other)->read_inputs(left)) continue;
    if (right != "?" && !(*other)->read_output(right)) continue;
    if (numbers_only(left) && (right == "?" || numbers_only(right)) && takes_any_text(**other))
      continue;
    error.notes.push_back(fmt::format("the domain '{0}' can read this line: `:domain {0}`", id));
  }
  return error;
}

Result<void> Repl::run_example(std::string_view input, std::size_t arrow) {
  const auto left = trim(input.substr(0, arrow));
  const auto right = trim(input.substr(arrow + 2));
  if (right.empty())
    return Error{ErrorCode::parse,
                 "nothing stands after '->': expected an output, or '?' to ask for one",
                 {},
                 SourceSpan{arrow, arrow + 2}};
  std::vector<Value> inputs;
  if (left.empty() && question_) {
    inputs = *question_;  // the answer to :ask
  } else {
    auto read = session_.domain()->read_inputs(left);
    if (!read && left.empty())
      return Error{ErrorCode::bad_input,
                   "no question is open that '->' could answer",
                   {":ask puts one; an example is `inputs -> output`"},
                   SourceSpan{arrow, arrow + 2}};
    if (!read)
      return with_other_domains(shifted(read.error(), offset_in(input, left)), left, right);
    inputs = *std::move(read);
  }
  if (right == "?") return ask_query(std::move(inputs));
  auto output = session_.domain()->read_output(right);
  if (!output)
    return with_other_domains(shifted(output.error(), offset_in(input, right)), left, right);
  return add_example({std::move(inputs), *std::move(output)});
}

// A row of a spreadsheet: an example, or a question where its last cell is empty.
Result<void> Repl::run_row(const std::vector<std::string_view>& cells) {
  std::vector<Value> values;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto cell = cells[i];
    if (i + 1 == cells.size() && (cell.empty() || cell == "?")) return ask_query(std::move(values));
    auto value =
        cell.empty() ? Result<Value>(Value(std::string())) : session_.domain()->read_output(cell);
    if (!value) {
      Error error = with_other_domains(value.error(), cell, cell);
      error.message = fmt::format("cell '{}' of a row with tabs: {}", cell, error.message);
      error.span.reset();
      error.notes.push_back("a row is the inputs and the output of an example, with tabs between");
      return error;
    }
    values.push_back(*std::move(value));
  }
  Value output = std::move(values.back());
  values.pop_back();
  return add_example({std::move(values), std::move(output)});
}

Result<void> Repl::add_example(Example example) {
  if (session_.task().examples.size() >= kMaxTypedExamples)
    return Error{
        ErrorCode::bad_input,
        fmt::format("there are {} examples already, the most that can be typed", kMaxTypedExamples),
        {"put more into a task file and use :load or `inkling solve`"}};
  // A session that is loaded twice has said everything twice, and nothing new.
  const std::vector<Example>& examples = session_.task().examples;
  const auto known = std::find_if(examples.begin(), examples.end(), [&](const Example& it) {
    return it.inputs == example.inputs && it.output == example.output;
  });
  if (known != examples.end()) {
    question_.reset();
    if (options_.interactive)
      out() << fmt::format("  example {} says that already\n", known - examples.begin() + 1);
    return {};
  }
  if (auto added = session_.add_example(std::move(example)); !added) return added;
  question_.reset();
  ++silent_;
  return {};
}

Result<void> Repl::ask_query(std::vector<Value> inputs) {
  if (session_.task().examples.empty())
    return Error{ErrorCode::bad_input,
                 "there are no examples yet, so nothing can be predicted",
                 {"type one first: `inputs -> output`"}};
  asked_ = {std::move(inputs)};
  auto answers = search(asked_);
  if (!answers) return answers.error();
  return show_answers(*this);
}

Result<std::vector<Answer>> Repl::search(std::vector<std::vector<Value>> queries) {
  if (auto ready = domain(); !ready) return ready.error();
  // Typed ones cannot; those of a file can.
  if (auto fine = check_examples(session_.task()); !fine) return std::move(fine).error();
  shown_candidates_ = 0;
  out() << std::flush;
  StopOnInterrupt stop(interrupts_);
  std::optional<ProgressLine> progress;
  if (options_.interactive && is_terminal(STDERR_FILENO)) progress.emplace(err_, options_.width);
  auto answers = Result<std::vector<Answer>>(std::vector<Answer>());
  if (options_.shown) {
    auto curves = search_curves(session_, queries, stop.token());
    if (!curves) return std::move(curves).error();
    curves_ = *std::move(curves);
    answers = session_.answers();
  } else {
    answers = session_.predict(std::move(queries), stop.token(), progress ? &*progress : nullptr);
  }
  progress.reset();
  if (stop.stopped()) {
    interrupted_ = true;
    err_ << style().yellow("interrupted") << ": best so far\n" << std::flush;
  }
  return answers;
}

Result<CheckedProgram> Repl::program(std::string_view text) {
  if (auto ready = domain(); !ready) return ready.error();
  auto found = session_.find_program(text);
  if (found || kept_domain_.empty() || session_.task().examples.empty()) return found;
  auto kept = kept_program(text);
  return kept ? kept : found;
}

Result<CheckedProgram> Repl::best_program() const {
  const Answer* best = nullptr;
  for (const auto& answer : session_.answers()) {
    if (!answer.outcome || answer.outcome->candidates.empty()) continue;
    if (!best || answer.outcome->candidates.front().fits > best->outcome->candidates.front().fits)
      best = &answer;
  }
  if (!best)
    return Error{ErrorCode::not_found,
                 "no program was found yet",
                 {"ask for a prediction (`inputs -> ?`) or search with :solve first, or give a "
                  "program's text"}};
  return CheckedProgram{best->interpreter, best->outcome->candidates.front().program};
}

// A bare program runs on the inputs of the examples.
Result<void> Repl::run_program(std::string_view text) {
  auto found = program(text);
  if (!found) {
    Error error = found.error();
    for (const std::string_view arrow : {"\u2192", "\u21d2", "=>"})
      if (text.find(arrow) != text.npos) {
        error.notes.push_back(fmt::format("the arrow of an example is `->`, not `{}`", arrow));
        break;
      }
    error.notes.push_back(
        "a line is an example `inputs -> output`, a question `inputs -> ?`, a program, or a "
        ":command (:help lists them)");
    return error;
  }
  const auto& examples = session_.task().examples;
  if (examples.empty()) {
    say(fmt::format("  {}  (no examples to run it on yet; `:trace {} INPUTS` runs it)\n",
                    found->program.text(), found->program.text()));
    return {};
  }
  std::size_t fits = 0;
  const Interpreter& interpreter = checked(*found->interpreter);
  for (const auto& example : examples) {
    const auto result = interpreter.run(found->program, example.inputs);
    std::string shown = result ? to_text(*result) : "error: " + to_text(result.error());
    if (result && result->is_undefined())
      if (const Faults* faults = faults_of(*found->interpreter))
        shown += " (" + faults->why_undefined(found->program, example.inputs) + ")";
    const bool fit = result && *result == example.output;
    fits += fit ? 1 : 0;
    out() << fmt::format("  {} -> {}{}\n", inputs_text(example.inputs), shown,
                         fit ? "" : style().yellow("   expected " + to_text(example.output)));
  }
  out() << fmt::format("  fits {} of {}\n", fits, counted(examples.size(), "example"));
  return {};
}

Result<void> Repl::run_lines(const std::string& path, bool echo) {
  if (replay_depth_ >= kMaxReplayDepth)
    return Error{ErrorCode::bad_input,
                 fmt::format("'{}' was not run: sessions that load each other are nested more than "
                             "{} deep",
                             path, kMaxReplayDepth)};
  const auto unreadable = [&](const std::string& reason) {
    return Error{ErrorCode::io, fmt::format("cannot read the session file '{}': {}", path, reason)};
  };
  if (replay_depth_ == 0) nested_files_ = 0;
  if (++nested_files_ > kMaxNestedFiles)
    return Error{ErrorCode::bad_input,
                 fmt::format("'{}' was not run: one session may run {} others at most, with what "
                             "they run in turn",
                             path, kMaxNestedFiles - 1)};
  files::Input file;
  if (const files::Fault fault = file.open(path, kMaxSessionBytes)) return unreadable(*fault);
  ++replay_depth_;
  const bool interrupted_before = std::exchange(interrupted_, false);
  std::size_t bad = 0;
  bool good = false;
  std::string line;
  std::size_t number = 0;
  bool no_session = false;
  while (!quit_) {
    const files::LineKind kind = files::read_line(file, kMaxLineBytes, line);
    if (kind == files::LineKind::end) break;
    ++number;
    if (kind == files::LineKind::too_long) {
      report({ErrorCode::bad_input, fmt::format("{}:{}: the line is longer than {} MiB", path,
                                                number, kMaxLineBytes >> 20U)});
      continue;
    }
    if (line.ends_with('\r')) line.pop_back();
    if (echo) out() << style().dim(prompt() + line) << '\n';
    const std::size_t bad_before = bad_lines_;
    const std::size_t entered_before = entered_.size();
    feed(line);
    if (interrupted_) break;
    // Any text can be named: what starts with errors alone, and no command, ends there.
    const bool failed = bad_lines_ > bad_before;
    bad += failed ? 1U : 0U;
    good = good || trim(line).starts_with(':') || (!failed && entered_.size() > entered_before);
    no_session = !good && bad >= kMaxBadStart;
    if (no_session) {
      forget_pending();
      break;
    }
  }
  if (waiting_) finish();
  interrupted_ = interrupted_ || interrupted_before;
  --replay_depth_;
  if (no_session)
    return Error{ErrorCode::bad_input,
                 fmt::format("'{}' does not look like a session: none of its first {} could be "
                             "run, and the rest was left out",
                             path, counted(number, "line")),
                 {"a session holds lines of the prompt, as :save writes them"}};
  if (file.bad()) return unreadable(file.fault().value_or("reading failed"));
  return {};
}

namespace {

// The identifier that the line ends in.
std::size_t word_begin(std::string_view line) {
  std::size_t begin = line.size();
  while (begin > 0) {
    const char c = line[begin - 1];
    const bool part = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '+' || c == '-' || c == '.' || c == '/';
    if (!part) break;
    --begin;
  }
  return begin;
}

void keep_prefix(std::vector<Completion>& words, std::string_view prefix) {
  std::erase_if(words, [&](const Completion& word) { return !word.text.starts_with(prefix); });
  std::sort(words.begin(), words.end(),
            [](const Completion& a, const Completion& b) { return a.text < b.text; });
  words.erase(
      std::unique(words.begin(), words.end(),
                  [](const Completion& a, const Completion& b) { return a.text == b.text; }),
      words.end());
}

}  // namespace

Completions Repl::complete(std::string_view line) {
  Completions found;
  const std::size_t indent = offset_in(line, trim(line));
  if (line.substr(indent).starts_with(':')) {
    const auto blank = line.find_first_of(" \t", indent);
    if (blank == std::string_view::npos) {
      found.begin = indent + 1;
      for (const auto& command : commands()) found.words.push_back({command.name, command.summary});
      keep_prefix(found.words, line.substr(found.begin));
      return found;
    }
    found.begin = word_begin(line);
    const auto command = find_command(line.substr(indent + 1, blank - indent - 1));
    if (!command) return found;
    const auto args = line.substr(blank);
    if ((*command)->complete == complete_file)  // names may hold blanks
      found.begin = std::min(line.find_first_not_of(" \t", blank), line.size());
    if ((*command)->complete) found.words = (*command)->complete(*this, args);
    keep_prefix(found.words, line.substr(found.begin));
    if (!found.words.empty()) return found;
  }
  found.begin = word_begin(line);
  while (found.begin < line.size() && !std::isalpha(static_cast<unsigned char>(line[found.begin])))
    ++found.begin;
  if (found.begin == line.size()) return found;
  const std::string id = session_.domain() ? session_.domain()->info().id : default_domain();
  if (id.empty() || !light(session_.registry(), Kind::domain, id)) return found;
  const auto current = session_.registry().domain(id);
  if (!current) return found;
  for (const std::string& name : session_.registry().ids(Kind::language)) {
    if (!light(session_.registry(), Kind::language, name)) continue;
    const auto language = session_.registry().language(name);
    if (!language || (*language)->info().domain != id) continue;
    for (auto& word : (*language)->complete(line.substr(found.begin)))
      found.words.push_back(std::move(word));
  }
  keep_prefix(found.words, line.substr(found.begin));
  return found;
}

}  // namespace inkling::repl
