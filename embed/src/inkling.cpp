#include <inkling/inkling.h>

#include <cstdlib>
#include <cstring>
#include <inkling/app/answers.hpp>
#include <inkling/app/render.hpp>
#include <inkling/language.hpp>
#include <mutex>
#include <new>
#include <nlohmann/json.hpp>
#include <set>

using namespace inkling;
using Json = nlohmann::json;

struct inkling_handle {
  Registry registry{};
  std::mutex mutex{};  // of `stop`
  std::stop_source stop{};
};

namespace {

char* copied(const std::string& text) {
  char* out = static_cast<char*>(std::malloc(text.size() + 1));
  if (out != nullptr) std::memcpy(out, text.c_str(), text.size() + 1);
  return out;
}

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string error_text(const Error& error) {
  return dumped(
      {{"error",
        {{"code", to_text(error.code)}, {"message", error.message}, {"notes", error.notes}}}});
}

// Whatever is thrown stays here.
template <class Work>
char* guarded(Work&& work) {
  try {
    const Result<std::string> result = work();
    return copied(result ? *result : error_text(result.error()));
  } catch (const std::bad_alloc&) {
    return nullptr;
  } catch (const std::exception& fault) {
    try {
      return copied(error_text({ErrorCode::internal, fault.what()}));
    } catch (const std::exception&) {
      return nullptr;
    }
  }
}

Error bad_option(const std::string& name, const std::string& expected) {
  return {ErrorCode::bad_param, "option '" + name + "': expected " + expected};
}

struct Options {
  std::vector<std::string> solvers{};
  SessionSettings settings{};
  double sure = app::kSure;
};

// A whole number, not below `least`.
Result<std::uint64_t> whole(const std::string& name, const Json& value, std::uint64_t least) {
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() < least)
    return bad_option(name, "a whole number from " + std::to_string(least));
  return value.get<std::uint64_t>();
}

Result<void> set_option(Options& options, const std::string& name, const Json& value) {
  if (name == "solvers") {
    if (!value.is_array()) return bad_option(name, "a list of names");
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
  if (name == "evaluations") options.settings.budget.evaluations = *number;
  if (name == "seed") options.settings.seed = *number;
  if (name == "threads")
    options.settings.budget.threads = static_cast<unsigned>(std::min(*number, kMaxThreads));
  return {};
}

Result<Options> read_options(const char* text) {
  Options options;
  if (text == nullptr) return options;
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object())
    return Error{ErrorCode::parse, "options: expected a JSON object such as {\"budget\":\"2s\"}"};
  for (const auto& [name, value] : json.items())
    if (auto set = set_option(options, name, value); !set) return set.error();
  return options;
}

// A task file names the domain of each task; here it may be left out.
Result<Task> read_task(const char* text) {
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || json.contains("domain")) return task_from_json(text);
  json["domain"] = "any";
  auto task = task_from_json(dumped(json));
  if (task) task->domain.clear();
  return task;
}

// The first domain, by name, that takes the task.
Result<std::string> domain_of(Registry& registry, const Task& task) {
  if (!task.domain.empty()) return task.domain;
  if (auto ok = check_task(task); !ok) return ok.error();
  const std::vector<std::string> ids = registry.ids(Kind::domain);
  std::string known;
  for (const std::string& id : ids) {
    const auto domain = registry.domain(id);
    if (domain && (*domain)->check(task)) return id;
    known += (known.empty() ? "" : ", ") + id;
  }
  return Error{ErrorCode::bad_input,
               "no domain takes these values",
               {"domains are " + known, "name one as \"domain\" for what it does not take"}};
}

Result<std::string> solve(inkling_t& self, const char* text, const char* options_text,
                          std::stop_token stop) {
  auto task = read_task(text);
  if (!task) return task.error();
  const auto options = read_options(options_text);
  if (!options) return options.error();
  const auto domain = domain_of(self.registry, *task);
  if (!domain) return domain.error();
  Session session(self.registry);
  session.settings() = options->settings;
  if (auto set = session.set_domain(*domain); !set) return set.error();
  if (!options->solvers.empty())
    if (auto set = session.set_solvers(options->solvers); !set) return set.error();
  task->domain = *domain;
  std::vector<std::vector<Value>> asked;
  for (const Query& query : task->queries) asked.push_back(query.inputs);
  session.load_task(*std::move(task));
  if (auto found = session.predict(asked, stop); !found) return found.error();
  const app::QuestionAnswers all =
      app::collect_answers(session, asked, /*crosscheck=*/false, options->sure, stop);
  std::string records;
  for (const app::SolverAnswer& answer : all.answers)
    records += (records.empty() ? "" : ",") + app::to_json(all, answer);
  return "{\"domain\":" + dumped(*domain) + ",\"answers\":[" + records + "]}";
}

// Rows of JSON values, read as the queries of a task are.
Result<std::vector<std::vector<Value>>> read_rows(const char* text) {
  const Json rows = Json::parse(text, nullptr, false);
  if (!rows.is_array())
    return Error{ErrorCode::parse,
                 "rows: expected a JSON list of rows such as [[\"a b\"],[\"c\"]]"};
  std::vector<std::vector<Value>> values;
  for (const Json& row : rows) {
    if (!row.is_array())
      return Error{ErrorCode::parse, "rows: expected a list of inputs, found " + dumped(row)};
    const Json example{{"inputs", row}, {"output", 0}};
    auto read = read_task(dumped(Json{{"examples", Json::array({example})}}).c_str());
    if (!read) return read.error();
    values.push_back(std::move(read->examples.front().inputs));
  }
  return values;
}

Result<std::string> run(inkling_t& self, const char* domain_id, const char* text,
                        const char* rows_text) {
  const auto domain = self.registry.domain(domain_id);
  if (!domain) return domain.error();
  const auto language = self.registry.language_of(**domain);
  if (!language) return language.error();
  if (*language == nullptr)
    return Error{ErrorCode::unsupported,
                 "the domain '" + std::string(domain_id) + "' has no readable language"};
  const auto program = (*language)->parse(text);
  if (!program) return program.error();
  const auto rows = read_rows(rows_text);
  if (!rows) return rows.error();
  std::string outputs;
  for (const auto& row : *rows) {
    const auto value = (*language)->run(*program, row);
    if (!value) return value.error();
    outputs += (outputs.empty() ? "" : ",") + (value->is_undefined() ? "null" : to_json(*value));
  }
  return "{\"outputs\":[" + outputs + "]}";
}

Error missing(const char* what) {
  return {ErrorCode::bad_param, std::string(what) + " is missing (NULL)"};
}

}  // namespace

extern "C" {

inkling_t* inkling_open(void) {
  try {
    return new inkling_t();
  } catch (const std::exception&) {
    return nullptr;
  }
}

void inkling_close(inkling_t* inkling) {
  delete inkling;
}

void inkling_free(char* text) {
  std::free(text);
}

const char* inkling_version(void) {
  static const std::string version(kernel_version());
  return version.c_str();
}

char* inkling_solve(inkling_t* inkling, const char* task, const char* options) {
  return guarded([&]() -> Result<std::string> {
    if (inkling == nullptr) return missing("the handle");
    if (task == nullptr) return missing("the task");
    std::stop_token stop;
    {
      const std::scoped_lock lock(inkling->mutex);
      inkling->stop = std::stop_source();
      stop = inkling->stop.get_token();
    }
    return solve(*inkling, task, options, stop);
  });
}

char* inkling_run(inkling_t* inkling, const char* domain, const char* program, const char* rows) {
  return guarded([&]() -> Result<std::string> {
    if (inkling == nullptr) return missing("the handle");
    if (domain == nullptr) return missing("the domain");
    if (program == nullptr) return missing("the program");
    if (rows == nullptr) return missing("the rows");
    return run(*inkling, domain, program, rows);
  });
}

void inkling_stop(inkling_t* inkling) {
  if (inkling == nullptr) return;
  const std::scoped_lock lock(inkling->mutex);
  inkling->stop.request_stop();
}

}  // extern "C"
