#include <fmt/format.h>

#include <algorithm>
#include <inkling/pipeline.hpp>

namespace inkling {
namespace {

using Stages = std::vector<CheckedProgram>;

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == text.npos) return text.substr(0, 0);
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// Where the quoted text ends that begins at `at`, behind its last quote.
std::size_t end_of_quote(std::string_view text, std::size_t at) {
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      return i + 1;
  }
  return text.size();
}

bool of_name(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// The handle of the interpreter's own programs; other programs have another owner.
const Stages* stages_in(const Program& program, const std::string& owner) {
  if (program.owner() != owner) return nullptr;
  return static_cast<const Stages*>(program.handle().get());
}

Error foreign(const Program& program, const std::string& id) {
  return Error{ErrorCode::type,
               fmt::format("'{}' is no program of interpreter {}", program.text(), id)};
}

// Whether a later stage says that it does not take a value: it is undefined there. What else goes
// wrong is an error.
bool is_misfit(const Error& error) {
  return error.code == ErrorCode::bad_input || error.code == ErrorCode::type;
}

Result<std::vector<Value>> run_stage(const CheckedProgram& stage,
                                     std::span<const std::vector<Value>> rows, bool first) {
  auto values = stage.interpreter->run_batch(stage.program, rows);
  if (values.ok() || first) return values;
  std::vector<Value> one_by_one;
  for (const std::vector<Value>& row : rows) {
    auto value = stage.interpreter->run(stage.program, row);
    const bool misfit = !value.ok() && is_misfit(value.error());
    if (!value.ok() && !misfit) return std::move(value).error();
    one_by_one.push_back(misfit ? Value() : *std::move(value));
  }
  return one_by_one;
}

}  // namespace

std::vector<std::string_view> split_pipeline(std::string_view text) {
  std::vector<std::string_view> stages;
  std::size_t begin = 0, depth = 0;
  bool fresh = true;  // nothing but blanks since the stage began
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"') {
      i = end_of_quote(text, i);
      fresh = false;
      continue;
    }
    if (fresh && c == '<') {
      i = std::min(text.find('>', i), text.size() - 1) + 1;
      fresh = false;
      continue;
    }
    if (depth == 0 && text.substr(i).starts_with(kPipe)) {
      stages.push_back(trimmed(text.substr(begin, i - begin)));
      begin = i += kPipe.size();
      fresh = true;
      continue;
    }
    if (c == '(' || c == '[' || c == '{') ++depth;
    if ((c == ')' || c == ']' || c == '}') && depth > 0) --depth;
    fresh = fresh && kBlanks.find(c) != kBlanks.npos;
    ++i;
  }
  stages.push_back(trimmed(text.substr(begin)));
  return stages;
}

std::string compose(std::string_view outer, std::string_view inner) {
  const bool plain = std::all_of(inner.begin(), inner.end(), of_name);
  const std::string input = plain ? std::string(inner) : fmt::format("({})", inner);
  std::string text;
  for (std::size_t i = 0; i < outer.size();) {
    if (outer[i] == '"') {
      const std::size_t end = end_of_quote(outer, i);
      text += outer.substr(i, end - i);
      i = end;
      continue;
    }
    std::size_t end = i;
    while (end < outer.size() && of_name(outer[end])) ++end;
    if (end == i) {
      text += outer[i++];
      continue;
    }
    const std::string_view word = outer.substr(i, end - i);
    text += word == "x0" ? input : std::string(word);
    i = end;
  }
  return text;
}

std::vector<CheckedProgram> stages_of(const CheckedProgram& checked) {
  const auto* pipeline = dynamic_cast<const PipelineInterpreter*>(checked.interpreter);
  if (pipeline != nullptr)
    if (const Stages* stages = stages_in(checked.program, pipeline->info().id)) return *stages;
  return {checked};
}

PipelineInterpreter::PipelineInterpreter(std::string id, std::string domain,
                                         std::vector<const Interpreter*> parts)
    : parts_(std::move(parts)) {
  info_.id = std::move(id);
  info_.summary = "programs of several interpreters, one after the other";
  info_.domain = std::move(domain);
}

Result<Value> PipelineInterpreter::run(const Program& program,
                                       std::span<const Value> inputs) const {
  const std::vector<std::vector<Value>> rows{{inputs.begin(), inputs.end()}};
  auto values = run_batch(program, rows);
  if (!values.ok()) return std::move(values).error();
  return std::move(values->front());
}

Result<std::vector<Value>> PipelineInterpreter::run_batch(
    const Program& program, std::span<const std::vector<Value>> rows) const {
  const Stages* stages = stages_in(program, info_.id);
  if (stages == nullptr) return foreign(program, info_.id);
  std::vector<std::vector<Value>> inputs(rows.begin(), rows.end());
  std::vector<std::size_t> whose(rows.size());  // the row of each input; those undefined are left
  for (std::size_t i = 0; i < whose.size(); ++i) whose[i] = i;
  for (std::size_t s = 0; s < stages->size() && !inputs.empty(); ++s) {
    auto values = run_stage((*stages)[s], inputs, s == 0);
    if (!values.ok()) return std::move(values).error();
    std::size_t kept = 0;
    for (std::size_t i = 0; i < values->size(); ++i) {
      if ((*values)[i].is_undefined()) continue;
      inputs[kept] = {std::move((*values)[i])};
      whose[kept++] = whose[i];
    }
    inputs.resize(kept);
    whose.resize(kept);
  }
  std::vector<Value> results(rows.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) results[whose[i]] = std::move(inputs[i].front());
  return results;
}

Result<std::vector<TraceStep>> PipelineInterpreter::trace(const Program& program,
                                                          std::span<const Value> inputs) const {
  const Stages* stages = stages_in(program, info_.id);
  if (stages == nullptr) return foreign(program, info_.id);
  std::vector<TraceStep> all;
  std::vector<Value> at(inputs.begin(), inputs.end());
  for (const CheckedProgram& stage : *stages) {
    auto steps = stage.interpreter->trace(stage.program, at);
    const bool first = all.empty();
    if (!steps.ok() && !first && is_misfit(steps.error())) {  // as when it is run
      all.push_back({stage.program.text(), Value()});
      return all;
    }
    if (!steps.ok()) return steps;
    // The input of a later stage stands there already.
    const bool latent = stage.program.kind() == Program::Kind::latent;
    const std::string model = latent ? stage.program.code().model : std::string();
    for (std::size_t i = first ? 0 : 1; i < steps->size(); ++i) {
      TraceStep& step = (*steps)[i];
      if (!model.empty() && (i > 0 || !first)) step.label = model + " " + step.label;
      all.push_back(std::move(step));
    }
    if (all.empty() || all.back().value.is_undefined()) return all;
    at = {all.back().value};
  }
  return all;
}

Result<Program> PipelineInterpreter::parse(std::string_view text) const {
  auto stages = std::make_shared<Stages>();
  std::string canonical;
  std::size_t size = 0;
  for (const std::string_view stage : split_pipeline(text)) {
    const auto kind = stage.starts_with('<') ? Program::Kind::latent : Program::Kind::symbolic;
    std::optional<Error> refused;
    std::optional<CheckedProgram> read;
    for (const Interpreter* part : parts_) {
      if (part->info().accepts != kind) continue;
      auto program = part->parse(stage);
      if (program.ok()) {
        read = CheckedProgram{part, *std::move(program)};
        break;
      }
      if (!refused) refused = std::move(program).error();
    }
    if (!read && !refused)
      refused = Error{ErrorCode::parse,
                      fmt::format("'{}' is a {} program, and interpreter '{}' runs none", stage,
                                  kind == Program::Kind::latent ? "latent" : "readable", info_.id)};
    if (!read) {
      refused->message = fmt::format("stage {}: {}", stages->size() + 1, refused->message);
      if (refused->span) {
        const auto at = static_cast<std::size_t>(stage.data() - text.data());
        refused->span = SourceSpan{refused->span->begin + at, refused->span->end + at};
      }
      return *std::move(refused);
    }
    canonical += fmt::format("{}{}", canonical.empty() ? "" : fmt::format(" {} ", kPipe),
                             read->program.text());
    size += read->program.size();
    stages->push_back(*std::move(read));
  }
  return Program::symbolic(info_.id, std::move(canonical), size, std::move(stages));
}

std::string PipelineInterpreter::explain(const Program& program) const {
  const Stages* stages = stages_in(program, info_.id);
  if (stages == nullptr) return program.text();
  std::string text;
  for (std::size_t s = 0; s < stages->size(); ++s) {
    const CheckedProgram& stage = (*stages)[s];
    text += fmt::format(
        "{}{}", s == 0 ? "" : "; then, of that: ", stage.interpreter->explain(stage.program));
  }
  return text;
}

Result<void> PipelineInterpreter::ready() const {
  for (const Interpreter* part : parts_)
    if (auto ok = part->ready(); !ok) return ok;
  return {};
}

const DifferentiableInterpreter* PipelineInterpreter::gradient() const {
  for (const Interpreter* part : parts_)
    if (part->gradient() != nullptr) return part->gradient();
  return nullptr;
}

}  // namespace inkling
