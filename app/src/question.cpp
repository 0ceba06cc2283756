#include <inkling/app/question.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/text.hpp>
#include <inkling/language.hpp>

#include "json.hpp"

namespace inkling::app {
namespace {

Error bad_option(const std::string& name, const std::string& expected) {
  return {ErrorCode::bad_param, "option '" + name + "': expected " + expected};
}

// A whole number, not below `least`.
Result<std::uint64_t> whole(const std::string& name, const Json& value, std::uint64_t least) {
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() < least)
    return bad_option(name, "a whole number from " + std::to_string(least));
  return value.get<std::uint64_t>();
}

Result<void> set_option(QuestionOptions& options, const std::string& name, const Json& value) {
  if (name == "solvers") {
    if (!value.is_array()) return bad_option(name, "a list of names");
    options.solvers.clear();
    for (const Json& solver : value) {
      if (!solver.is_string()) return bad_option(name, "a list of names");
      options.solvers.push_back(solver.get<std::string>());
    }
    return {};
  }
  if (name == "budget" || name == "memory") {
    if (!value.is_string()) return bad_option(name, "a text such as \"10s\", \"512M\"");
    const std::string text = value.get<std::string>();
    if (name == "budget") {
      const auto time = parse_duration(text);
      if (!time) return time.error();
      options.settings.budget.time = *time;
      return {};
    }
    const auto bytes = parse_bytes(text);
    if (!bytes) return bytes.error();
    options.settings.budget.bytes = *bytes;
    return {};
  }
  if (name == "sure") {
    if (!value.is_number() || value.get<double>() < 0 || value.get<double>() > 1)
      return bad_option(name, "a number from 0 to 1");
    options.sure = value.get<double>();
    return {};
  }
  if (name != "evaluations" && name != "threads" && name != "seed")
    return Error{ErrorCode::bad_param,
                 "there is no option '" + name + "'",
                 {"options are solvers, budget, memory, evaluations, threads, seed, sure"}};
  constexpr std::uint64_t kMaxThreads = 1024;
  const auto number = whole(name, value, name == "threads" ? 1 : 0);
  if (!number) return number.error();
  if (name == "threads" && *number > kMaxThreads)
    return bad_option(name, "a whole number from 1 to " + std::to_string(kMaxThreads));
  if (name == "evaluations") options.settings.budget.evaluations = *number;
  if (name == "seed") options.settings.seed = *number;
  if (name == "threads") options.settings.budget.threads = static_cast<unsigned>(*number);
  return {};
}

}  // namespace

Error no_json_object(std::string_view what, std::string_view text, std::string_view example) {
  const std::string name(what), expected = "expected a JSON object such as " + std::string(example);
  if (trim(text).empty()) return {ErrorCode::parse, name + " is empty", {expected}};
  try {
    const Json json = Json::parse(text);
    return {ErrorCode::parse,
            name + " is no JSON object: it is of the kind " + json.type_name(),
            {expected}};
  } catch (const Json::exception& fault) {  // also numbers that are too large
    // "[json.exception.parse_error.101] parse error at line 1, column 3: syntax error while ..."
    std::string where = fault.what();
    if (const auto at = where.find("at line"); at != where.npos) where.erase(0, at);
    return {ErrorCode::parse, name + " is no JSON " + shorten(where, 200), {expected}};
  }
}

Result<void> check_examples(const Task& task) {
  const auto pair = find_contradiction(task);
  if (!pair) return {};
  const Example& first = task.examples[pair->first];
  const Example& second = task.examples[pair->second];
  return Error{ErrorCode::bad_input,
               "example " + std::to_string(pair->second + 1) + " contradicts example " +
                   std::to_string(pair->first + 1) + ": the same inputs " +
                   shorten(inputs_text(first.inputs), 80) + " give " +
                   shorten(inkling::to_text(second.output), 80) + " here and " +
                   shorten(inkling::to_text(first.output), 80) + " there",
               {"no program can fit both: leave out the one that is wrong"}};
}

Result<QuestionOptions> read_question_options(std::string_view text, QuestionOptions options) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return no_json_object("options", text, "{\"budget\":\"2s\"}");
  for (const auto& [name, value] : json.items())
    if (auto set = set_option(options, name, value); !set) return set.error();
  return options;
}

Result<Task> read_question_task(std::string_view text) {
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || json.contains("domain")) return task_from_json(text);
  json["domain"] = "any";
  auto task = task_from_json(line_of(json));
  if (task) task->domain.clear();
  return task;
}

Result<std::vector<std::vector<Value>>> read_input_rows(std::string_view text) {
  const Json rows = Json::parse(text, nullptr, false);
  if (!rows.is_array())
    return Error{ErrorCode::parse,
                 "rows: expected a JSON list of rows such as [[\"a b\"],[\"c\"]]"};
  std::vector<std::vector<Value>> values;
  for (const Json& row : rows) {
    if (!row.is_array())
      return Error{ErrorCode::parse, "rows: expected a list of inputs, found " + line_of(row)};
    // Read as the examples of a task are.
    const Json example{{"inputs", row}, {"output", 0}};
    auto read = read_question_task(line_of(Json{{"examples", Json::array({example})}}));
    if (!read) return read.error();
    values.push_back(std::move(read->examples.front().inputs));
  }
  return values;
}

Result<std::string> domain_of(Registry& registry, const Task& task) {
  if (!task.domain.empty()) return task.domain;
  if (auto ok = check_task(task); !ok) return ok.error();
  // Languages of operators first: arrays and worlds of a language of statements are lists and texts
  // to most people.
  std::string known;
  std::optional<std::string> other;
  for (const std::string& id : registry.ids(Kind::domain)) {
    known += (known.empty() ? "" : ", ") + id;
    const auto domain = registry.domain(id);
    if (!domain || !(*domain)->check(task)) continue;
    const auto language = registry.language_of(**domain);
    if (language && (*language)->catalogue() != nullptr) return id;
    if (!other) other = id;
  }
  if (other) return *other;
  return Error{ErrorCode::bad_input,
               "no domain takes these values",
               {"domains are " + known, "name one as \"domain\" for what it does not take"}};
}

Result<QuestionAnswers> answer_question(Session& session, Task task, const QuestionOptions& options,
                                        std::stop_token stop, bool again) {
  if (auto fine = check_examples(task); !fine) return std::move(fine).error();
  const auto domain = domain_of(session.registry(), task);
  if (!domain) return domain.error();
  task.domain = *domain;
  session.settings() = options.settings;
  if (auto set = session.set_domain(*domain); !set) return set.error();
  if (!options.solvers.empty())
    if (auto set = session.set_solvers(options.solvers); !set) return set.error();
  std::vector<std::vector<Value>> asked;
  for (const Query& query : task.queries) asked.push_back(query.inputs);
  if (!again) session.load_task(std::move(task));
  if (auto found = session.predict(asked, stop); !found) return found.error();
  return collect_answers(session, asked, /*crosscheck=*/false, options.sure, stop);
}

std::string to_json(const QuestionAnswers& all, bool with_time) {
  std::string records, agreements;
  for (const SolverAnswer& answer : all.answers)
    records += (records.empty() ? "" : ",") + to_json(all, answer, with_time);
  for (const Agreement& it : all.agreements)
    agreements += (agreements.empty() ? "" : ",") + to_json(it.report, it.left, it.right);
  return "{\"domain\":" + line_of(all.task.domain) + ",\"answers\":[" + records +
         "],\"agreements\":[" + agreements + "]}";
}

Result<std::string> run_program(Registry& registry, std::string_view domain_id,
                                std::string_view text, std::string_view rows_text) {
  const auto domain = registry.domain(domain_id);
  if (!domain) return domain.error();
  const auto language = registry.language_of(**domain);
  if (!language) return language.error();
  if (*language == nullptr)
    return Error{ErrorCode::unsupported,
                 "the domain '" + std::string(domain_id) + "' has no readable language"};
  // In whichever of its languages it is written.
  const Language* reader = *language;
  auto program = reader->parse(text);
  if (!program)
    for (const Language* other : registry.languages_of(**domain))
      if (auto again = other->parse(text); again.ok()) {
        reader = other;
        program = std::move(again);
        break;
      }
  if (!program) return program.error();
  const auto rows = read_input_rows(rows_text);
  if (!rows) return rows.error();
  std::string outputs;
  for (const auto& row : *rows) {
    const auto value = reader->run(*program, row);
    if (!value) return value.error();
    outputs +=
        (outputs.empty() ? "" : ",") + (value->is_undefined() ? "null" : inkling::to_json(*value));
  }
  return "{\"outputs\":[" + outputs + "]}";
}

std::string to_json(const Error& error) {
  return line_of({{"error",
                   {{"code", inkling::to_text(error.code)},
                    {"message", error.message},
                    {"notes", error.notes}}}});
}

}  // namespace inkling::app
