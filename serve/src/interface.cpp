#include "interface.hpp"

#include <algorithm>
#include <inkling/app/code.hpp>
#include <inkling/app/csv.hpp>
#include <inkling/app/table_header.hpp>
#include <inkling/domain.hpp>
#include <nlohmann/json.hpp>
#include <optional>

#include "table_answer.hpp"

namespace inkling::serve {
namespace {

using Json = nlohmann::ordered_json;
using Cells = std::vector<std::vector<std::string>>;

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Error wrong(const std::string& name, const std::string& expected) {
  return {ErrorCode::bad_param, "'" + name + "': expected " + expected};
}

// An object with nothing but these fields.
Result<Json> read_object(std::string_view text, std::initializer_list<std::string_view> fields) {
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object())
    return app::no_json_object("the request", text,
                               "{\"" + std::string(*fields.begin()) + "\":..}");
  for (const auto& [name, value] : json.items())
    if (std::find(fields.begin(), fields.end(), name) == fields.end()) {
      std::string known;
      for (const auto field : fields) known += (known.empty() ? "" : ", ") + std::string(field);
      return Error{
          ErrorCode::bad_param, "the request has no field '" + name + "'", {"fields are " + known}};
    }
  return json;
}

Result<std::string> string_in(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end()) return std::string();
  if (!found->is_string()) return wrong(name, "a text");
  return found->get<std::string>();
}

Result<std::vector<std::string>> strings_in(const Json& list, const char* name) {
  std::vector<std::string> texts;
  if (!list.is_array()) return wrong(name, "a list of texts");
  for (const Json& it : list) {
    if (!it.is_string()) return wrong(name, "a list of texts");
    texts.push_back(it.get<std::string>());
  }
  return texts;
}

Result<Cells> rows_in(const Json& json) {
  const auto found = json.find("rows");
  if (found == json.end() || !found->is_array() || found->empty())
    return wrong("rows", "a list of rows, each a list of texts");
  if (found->size() > kMostRows) return wrong("rows", "at most " + std::to_string(kMostRows));
  Cells rows;
  std::size_t columns = 0;
  for (const Json& row : *found) {
    auto cells = strings_in(row, "rows");
    if (!cells) return std::move(cells).error();
    columns = std::max(columns, cells->size());
    rows.push_back(*std::move(cells));
  }
  if (columns < 2) return wrong("rows", "at least two columns, one of which is filled");
  for (auto& row : rows) row.resize(columns);
  return rows;
}

Result<TableQuestion> read_table_question(const Json& json) {
  TableQuestion question;
  auto rows = rows_in(json);
  if (!rows) return std::move(rows).error();
  question.rows = *std::move(rows);
  const std::size_t columns = question.rows.front().size();
  if (const auto names = json.find("names"); names != json.end() && !names->is_null()) {
    auto texts = strings_in(*names, "names");
    if (!texts) return std::move(texts).error();
    question.names = *std::move(texts);
    if (question.names.size() != columns)
      return wrong("names", "as many as there are columns, " + std::to_string(columns));
  }
  question.column = columns - 1;
  if (const auto column = json.find("column"); column != json.end()) {
    if (!column->is_number_unsigned() || column->get<std::uint64_t>() >= columns)
      return wrong("column", "a number below " + std::to_string(columns));
    question.column = column->get<std::size_t>();
  }
  auto domain = string_in(json, "domain");
  if (!domain) return std::move(domain).error();
  question.domain = *std::move(domain);
  if (const auto reuse = json.find("reuse"); reuse != json.end()) {
    if (!reuse->is_boolean()) return wrong("reuse", "true or false");
    question.reuse = reuse->get<bool>();
  }
  return question;
}

template <class Number>
void at_most(Number& value, Number limit) {  // 0: none
  if (limit != Number{} && (value == Number{} || value > limit)) value = limit;
}

// Nobody asks for more than the server was started with.
Result<app::QuestionOptions> read_options(const Json& json, const app::QuestionOptions& most) {
  const auto found = json.find("options");
  if (found == json.end()) return most;
  auto options = app::read_question_options(text_of(*found), most);
  if (!options) return options;
  BudgetLimits& budget = options->settings.budget;
  const BudgetLimits& limit = most.settings.budget;
  at_most(budget.time, limit.time);
  at_most(budget.evaluations, limit.evaluations);
  at_most(budget.bytes, limit.bytes);
  budget.threads = std::min(budget.threads, limit.threads);
  return options;
}

// A domain, and what programs of it are written in.
Json domain_json(Registry& registry, const Domain& domain) {
  const DomainInfo& info = domain.info();
  Json samples = Json::array();
  for (const Example& example : info.samples) {
    Json inputs = Json::array();
    for (const Value& input : example.inputs)
      inputs.push_back(input.is_string() ? input.as_string() : to_text(input));
    samples.push_back({{"inputs", std::move(inputs)},
                       {"output", example.output.is_string() ? example.output.as_string()
                                                             : to_text(example.output)}});
  }
  Json targets = Json::array();
  const auto language = registry.language_of(domain);
  for (const Target& it : app::targets_of(language ? *language : nullptr))
    targets.push_back({{"id", it.id}, {"summary", it.summary}});
  Task text;
  text.domain = info.id;
  text.examples = {{{Value("text")}, Value("text")}};
  return {{"id", info.id},
          {"title", info.title},
          {"summary", info.summary},
          {"text", domain.check(text).ok()},
          {"solvers", info.default_solvers},
          {"samples", std::move(samples)},
          {"targets", std::move(targets)}};
}

std::string about_json(Registry& registry, const ServeOptions& options) {
  Json domains = Json::array();
  for (const std::string& id : registry.ids(Kind::domain))
    if (const auto domain = registry.domain(id)) domains.push_back(domain_json(registry, **domain));
  return text_of(
      {{"version", std::string(kernel_version())},
       {"domains", std::move(domains)},
       {"sure", options.question.sure},
       {"limits",
        {{"body", options.body},
         {"rows", kMostRows},
         {"jobs", options.jobs},
         {"waiting", options.waiting},
         {"seconds",
          std::chrono::duration<double>(options.question.settings.budget.time).count()}}}});
}

}  // namespace

Reply refusal(int status, const Error& error) {
  return {status, app::to_json(error)};
}

Interface::Interface(const ServeOptions& options)
    : options_(options),
      searches_(options.registry, options.jobs, options.waiting, options.patience) {}

const Interface::Entry* Interface::find(std::string_view path) {
  static constexpr Entry kEntries[] = {{"about", "GET", &Interface::about},
                                       {"read", "POST", &Interface::read},
                                       {"solve", "POST", &Interface::solve},
                                       {"table", "POST", &Interface::table},
                                       {"run", "POST", &Interface::run}};
  for (const Entry& entry : kEntries)
    if (entry.path == path) return &entry;
  return nullptr;
}

// A question that has no answer is answered, too: by an error.
Reply Interface::search(const std::string& client, Make make, const std::function<bool()>& gone) {
  Reply reply;
  const auto work = [make = std::move(make)](Bench& bench, std::stop_token stop) {
    try {
      auto made = make(bench, std::move(stop));
      return made ? *std::move(made) : app::to_json(made.error());
    } catch (const std::exception& fault) {
      return app::to_json(Error{ErrorCode::internal, fault.what()});
    }
  };
  switch (searches_.run(client, work, gone, reply.body)) {
    case Ended::answered:
      return reply;
    case Ended::replaced:
    case Ended::gone:
      return refusal(409, {ErrorCode::budget, "a newer request of this client took its place"});
    case Ended::full:
      reply = refusal(
          503,
          {ErrorCode::budget, "too many searches wait", {"Retry-After says when to ask again"}});
      break;
    case Ended::late:
      reply = refusal(503, {ErrorCode::budget,
                            "the search waited too long for its turn",
                            {"Retry-After says when to ask again"}});
      break;
    case Ended::closing:
      reply = refusal(503, {ErrorCode::budget, "the server ends"});
      break;
  }
  reply.retry_after = searches_.seconds_to_wait();
  return reply;
}

Reply Interface::about(std::string_view, const std::function<bool()>& gone) {
  return search(
      "",
      [this](Bench& bench, std::stop_token) {
        return Result<std::string>(about_json(bench.registry, options_));
      },
      gone);
}

// A table as text, in cells.
Reply Interface::read(std::string_view body, const std::function<bool()>&) {
  const auto json = read_object(body, {"text"});
  if (!json) return refusal(400, json.error());
  const auto text = string_in(*json, "text");
  if (!text) return refusal(400, text.error());
  auto table = app::read_csv(*text);
  if (!table) return refusal(200, table.error());
  auto& rows = table->rows;
  rows.erase(std::remove_if(rows.begin(), rows.end(),
                            [](const app::CsvRow& row) {
                              return std::all_of(row.begin(), row.end(), [](const auto& cell) {
                                return app::bare(cell).empty();
                              });
                            }),
             rows.end());
  std::size_t columns = 0;
  for (const app::CsvRow& row : rows) columns = std::max(columns, row.size());
  for (app::CsvRow& row : rows) row.resize(columns);
  const app::HeaderGuess guess = app::guess_header(rows, {});
  const bool header = guess.first_row == app::FirstRow::header;
  Json cells = Json::array();
  for (std::size_t i = header ? 1 : 0; i < rows.size(); ++i) cells.push_back(rows[i]);
  return {200, text_of({{"names", header ? Json(rows.front()) : Json(nullptr)},
                        {"why", guess.why},
                        {"unknown", guess.first_row == app::FirstRow::unknown},
                        {"rows", std::move(cells)}})};
}

Reply Interface::solve(std::string_view body, const std::function<bool()>& gone) {
  const auto json = read_object(body, {"task", "options", "client"});
  if (!json) return refusal(400, json.error());
  const auto client = string_in(*json, "client");
  if (!client) return refusal(400, client.error());
  auto options = read_options(*json, options_.question);
  if (!options) return refusal(400, options.error());
  auto task = app::read_question_task(text_of(json->value("task", Json())));
  if (!task) return refusal(400, task.error());
  return search(
      *client,
      [task = *std::move(task), options = *std::move(options)](
          Bench& bench, std::stop_token stop) -> Result<std::string> {
        Session session(bench.registry);
        const auto all = app::answer_question(session, task, options, std::move(stop));
        if (!all) return all.error();
        return app::to_json(*all);
      },
      gone);
}

Reply Interface::table(std::string_view body, const std::function<bool()>& gone) {
  const auto json =
      read_object(body, {"rows", "names", "column", "domain", "reuse", "options", "client"});
  if (!json) return refusal(400, json.error());
  const auto client = string_in(*json, "client");
  if (!client) return refusal(400, client.error());
  auto options = read_options(*json, options_.question);
  if (!options) return refusal(400, options.error());
  auto question = read_table_question(*json);
  if (!question) return refusal(400, question.error());
  return search(
      *client,
      [question = *std::move(question), options = *std::move(options)](Bench& bench,
                                                                       std::stop_token stop) {
        return answer_table(bench, question, options, std::move(stop));
      },
      gone);
}

Reply Interface::run(std::string_view body, const std::function<bool()>& gone) {
  const auto json = read_object(body, {"domain", "program", "rows"});
  if (!json) return refusal(400, json.error());
  const auto domain = string_in(*json, "domain");
  if (!domain) return refusal(400, domain.error());
  const auto program = string_in(*json, "program");
  if (!program) return refusal(400, program.error());
  const std::string rows = text_of(json->value("rows", Json()));
  if (const auto read = app::read_input_rows(rows); !read) return refusal(400, read.error());
  return search(
      "",
      [domain = *domain, program = *program, rows](Bench& bench, std::stop_token) {
        return app::run_program(bench.registry, domain, program, rows);
      },
      gone);
}

}  // namespace inkling::serve
