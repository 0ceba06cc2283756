#include "table_answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/code.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/table_header.hpp>
#include <inkling/domain.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

namespace inkling::serve {
namespace {

using Json = nlohmann::ordered_json;

// As many as `inkling fill` searches with and asks.
constexpr std::size_t kSearchedRows = 60;
constexpr std::size_t kAskedRows = 20;
constexpr std::size_t kAtOnce = 256;  // rows that are weighed against one another
constexpr std::size_t kOthers = 3;    // other readings of a cell
constexpr std::size_t kOrigins = 60;  // rows of which it is said what came from where

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string cell_of(const Value& value) {
  if (value.is_undefined()) return {};
  return value.is_string() ? value.as_string() : to_text(value);
}

Json number_of(const std::optional<double>& number) {
  return number ? Json(std::round(*number * 1000) / 1000) : Json(nullptr);
}

// A program that an answer is of, with what runs it.
std::optional<CheckedProgram> program_named(const Session& session, const std::string& text) {
  for (const Answer& answer : session.answers()) {
    if (!answer.outcome || answer.interpreter == nullptr) continue;
    for (const Candidate& candidate : answer.outcome->candidates)
      if (candidate.program.text() == text)
        return CheckedProgram{answer.interpreter, candidate.program};
  }
  return std::nullopt;
}

class TableAnswer {
 public:
  TableAnswer(Session& session, const TableQuestion& question, const app::QuestionOptions& options,
              std::stop_token stop)
      : session_(session), question_(question), options_(options), stop_(std::move(stop)) {}

  Result<std::string> make() {
    if (auto read = read_rows(); !read) return std::move(read).error();
    if (auto ready = make_task(); !ready) return std::move(ready).error();
    reused_ = question_.reuse && session_.task().domain == task_.domain &&
              session_.task().examples == task_.examples && !session_.answers().empty();
    auto all = app::answer_question(session_, task_, options_, stop_, reused_);
    if (!all) return std::move(all).error();
    all_ = *std::move(all);
    return written();
  }

 private:
  struct Row {
    std::size_t number = 0;  // of the table
    std::vector<Value> inputs{};
    std::optional<Value> output{};
  };

  bool blank(const std::string& cell) const { return app::BlankCells{}.count(cell); }

  // Cells as text where the domain takes text, else as its values are written.
  Result<void> read_rows() {
    if (auto chosen = choose_domain(); !chosen) return chosen;
    for (std::size_t r = 0; r < question_.rows.size(); ++r) {
      const auto& cells = question_.rows[r];
      if (std::all_of(cells.begin(), cells.end(), [&](const auto& cell) { return blank(cell); }))
        continue;
      Row row{r, {}, {}};
      bool read = true;
      for (std::size_t c = 0; c < cells.size(); ++c) {
        const bool wanted = c == question_.column;
        if (wanted && blank(cells[c])) continue;
        auto value = wanted ? read_output(cells[c]) : read_input(cells[c]);
        if (!value) {
          unreadable_.push_back({r, c, in_cell(std::move(value).error(), r, c)});
          read = false;
          break;
        }
        if (wanted)
          row.output = *std::move(value);
        else
          row.inputs.push_back(*std::move(value));
      }
      if (read) rows_.push_back(std::move(row));
    }
    return {};
  }

  Result<void> choose_domain() {
    Registry& registry = session_.registry();
    Task sample;
    sample.domain = question_.domain;
    sample.examples = {
        {std::vector<Value>(question_.rows.front().size() - 1, Value("text")), Value("text")}};
    if (question_.domain.empty()) {
      auto found = app::domain_of(registry, sample);
      if (!found) return std::move(found).error();
      sample.domain = *found;
    }
    const auto domain = registry.domain(sample.domain);
    if (!domain) return domain.error();
    domain_ = *domain;
    takes_text_ = domain_->check(sample).ok();
    return {};
  }

  Result<Value> read_input(const std::string& cell) const {
    if (takes_text_) return Value(cell);
    auto values = domain_->read_inputs(cell);
    if (!values) return std::move(values).error();
    if (values->size() != 1)
      return Error{ErrorCode::bad_input,
                   fmt::format("expected one value, found {}", values->size())};
    return std::move(values->front());
  }
  Result<Value> read_output(const std::string& cell) const {
    return takes_text_ ? Result<Value>(Value(cell)) : domain_->read_output(cell);
  }

  Error in_cell(Error error, std::size_t row, std::size_t column) const {
    error.message = fmt::format("row {}, {}: {}", row + 1, name_of(column), error.message);
    error.span.reset();
    if (const auto& samples = domain_->info().samples; !samples.empty()) {
      const Example& sample = samples.front();
      const Value& like = column == question_.column || sample.inputs.empty()
                              ? sample.output
                              : sample.inputs.front();
      error.notes.push_back(fmt::format("cells of the domain '{}' are such as {}",
                                        domain_->info().id, to_text(like)));
    }
    return error;
  }
  std::string name_of(std::size_t column) const {
    return column < question_.names.size() && !question_.names[column].empty()
               ? fmt::format("'{}'", question_.names[column])
               : fmt::format("column {}", column + 1);
  }

  Result<void> make_task() {
    task_.domain = domain_->info().id;
    std::map<std::vector<Value>, const Row*> seen;
    for (const Row& row : rows_) {
      if (!row.output) continue;
      const auto [there, fresh] = seen.emplace(row.inputs, &row);
      if (!fresh && *there->second->output != *row.output)
        return Error{ErrorCode::bad_input,
                     fmt::format("rows {} and {} have the same inputs and different outputs",
                                 there->second->number + 1, row.number + 1),
                     {"no program can fit both"}};
      if (!fresh || example_rows_.size() == kSearchedRows) continue;
      task_.examples.push_back({row.inputs, *row.output});
      example_rows_.push_back(row.number);
    }
    if (task_.examples.empty() && !unreadable_.empty()) return unreadable_.front().error;
    if (task_.examples.empty())
      return Error{ErrorCode::bad_input,
                   fmt::format("no row has a cell in {}, so there is nothing to learn from",
                               name_of(question_.column)),
                   {"fill in two or three of them by hand"}};
    for (const Row& row : rows_)
      if (!row.output && task_.queries.size() < kAskedRows &&
          asked_.emplace(row.inputs, asked_.size()).second)
        task_.queries.push_back({row.inputs});
    return {};
  }

  std::string written() {
    Json json{{"domain", task_.domain}, {"examples", task_.examples.size()}};
    const app::SolverAnswer* word = all_.first();
    std::optional<CheckedProgram> program;
    if (word != nullptr) program = program_named(session_, word->program);
    Json fails = Json::array();
    if (program) fails = rows_that_fail(*program);
    const bool fits = program && fails.empty();
    const app::SolverAnswer* best = word != nullptr ? word : most_fitting();
    json["reused"] = reused_;
    json["fits"] = fits;
    json["program"] = best != nullptr ? program_json(*best) : Json(nullptr);
    if (!program && best != nullptr)
      for (const std::size_t example : best->fails) fails.push_back(example_rows_[example]);
    json["fails"] = std::move(fails);
    Json unreadable = Json::array();
    for (const auto& [row, column, error] : unreadable_)
      unreadable.push_back(
          {{"row", row}, {"column", column}, {"message", error.message}, {"notes", error.notes}});
    json["unreadable"] = std::move(unreadable);
    json["cells"] = fits ? cells_json(*word, *program) : Json::array();
    json["ask"] = fits ? ask_json() : Json(nullptr);
    json["readings"] = fits ? readings_json(*word) : Json::array();
    json["code"] = fits ? code_json(*program) : Json::array();
    json["worlds"] = fits ? worlds_json() : Json(nullptr);
    Json warnings = all_.warnings;
    if (best != nullptr)
      for (const std::string& warning : best->warnings) warnings.push_back(warning);
    json["warnings"] = std::move(warnings);
    // The records and origins are written elsewhere.
    std::string text = text_of(json);
    text.pop_back();
    return text + ",\"origins\":[" + (fits ? origins_text(*program) : "") +
           "],\"question\":" + app::to_json(all_) + "}";
  }

  const app::SolverAnswer* most_fitting() const {
    const app::SolverAnswer* best = nullptr;
    for (const app::SolverAnswer& answer : all_.answers)
      if (!answer.program.empty() && answer.fits > (best == nullptr ? 0 : best->fits))
        best = &answer;
    return best;
  }

  // Of all rows, also of those that the search did not see.
  Json rows_that_fail(const CheckedProgram& program) const {
    Json fails = Json::array();
    if (rows_.size() <= task_.examples.size()) return fails;
    for (const Row& row : rows_) {
      if (!row.output || stop_.stop_requested()) continue;
      const auto output = program.interpreter->run(program.program, row.inputs);
      if (!output || *output != *row.output) fails.push_back(row.number);
    }
    return fails;
  }

  Json program_json(const app::SolverAnswer& answer) const {
    const auto program = program_named(session_, answer.program);
    return {{"text", answer.program},
            {"words", program ? program->interpreter->explain(program->program) : ""},
            {"solver", answer.solver},
            {"latent", answer.latent},
            {"fits", answer.fits},
            {"bits", number_of(answer.bits)}};
  }

  std::vector<const Outcome*> outcomes() const {
    std::vector<const Outcome*> found;
    for (const Answer& answer : session_.answers())
      found.push_back(answer.outcome ? &*answer.outcome : nullptr);
    return found;
  }

  Json cell_json(const Row& row, const Value& value, std::optional<double> confidence,
                 const app::Pool& pool, std::size_t query) const {
    Json others = Json::array();
    if (!pool.empty())
      for (const auto& [other, share] : pool.others(query, value, kOthers))
        others.push_back({{"text", cell_of(other)}, {"confidence", number_of(share)}});
    return {{"row", row.number},
            {"text", value.is_undefined() ? Json(nullptr) : Json(cell_of(value))},
            {"confidence", number_of(confidence)},
            {"sure", confidence ? Json(*confidence >= options_.sure) : Json(nullptr)},
            {"others", std::move(others)}};
  }

  // The rows that were asked, and then the others: what the same program says of them.
  Json cells_json(const app::SolverAnswer& word, const CheckedProgram& program) {
    Json cells = Json::array();
    std::vector<const Row*> more;
    {
      const app::Pool pool(all_.task, outcomes());
      for (const Row& row : rows_) {
        if (row.output) continue;
        const auto asked = asked_.find(row.inputs);
        if (asked == asked_.end() || asked->second >= word.predictions.size()) {
          more.push_back(&row);
          continue;
        }
        const std::size_t query = asked->second;
        cells.push_back(cell_json(
            row, word.predictions[query],
            query < word.confidences.size() ? std::optional(word.confidences[query]) : std::nullopt,
            pool, query));
      }
    }
    for (std::size_t begin = 0; begin < more.size() && !stop_.stop_requested(); begin += kAtOnce)
      add_cells(cells, program,
                std::span(more).subspan(begin, std::min(kAtOnce, more.size() - begin)));
    return cells;
  }

  void add_cells(Json& cells, const CheckedProgram& program, std::span<const Row* const> rows) {
    Task task = task_;
    task.queries.clear();
    std::vector<std::vector<Value>> asked;
    for (const Row* row : rows) {
      task.queries.push_back({row->inputs});
      asked.push_back(row->inputs);
    }
    // The searches are done: only what they found is run.
    const auto answers = session_.predict(asked, stop_);
    const auto outputs = program.interpreter->run_batch(program.program, asked);
    if (!answers || !outputs) return;
    std::vector<const Outcome*> found;
    for (const Answer& answer : *answers)
      found.push_back(answer.outcome ? &*answer.outcome : nullptr);
    const app::Pool pool(task, found);
    for (std::size_t q = 0; q < rows.size(); ++q)
      cells.push_back(cell_json(
          *rows[q], (*outputs)[q],
          pool.empty() ? std::nullopt : std::optional(pool.confidence(q, (*outputs)[q])), pool, q));
  }

  Json ask_json() const {
    if (!all_.ask) return nullptr;
    Json inputs = Json::array();
    for (const Value& input : *all_.ask) inputs.push_back(cell_of(input));
    Json row = nullptr;
    for (const Row& it : rows_)
      if (row.is_null() && !it.output && it.inputs == *all_.ask) row = it.number;
    return {{"inputs", std::move(inputs)}, {"row", std::move(row)}};
  }

  // What else fits, and what it says of the rows that were asked.
  Json readings_json(const app::SolverAnswer& word) const {
    Json readings = Json::array();
    for (const app::Alternative& other : word.alternatives) {
      const auto program = program_named(session_, other.program);
      Json cells = Json::array();
      for (const Row& row : rows_) {
        const auto asked = row.output ? asked_.end() : asked_.find(row.inputs);
        if (asked == asked_.end() || asked->second >= other.predictions.size()) continue;
        const Value& value = other.predictions[asked->second];
        if (value != word.predictions[asked->second])
          cells.push_back({{"row", row.number}, {"text", cell_of(value)}});
      }
      readings.push_back({{"program", other.program},
                          {"words", program ? program->interpreter->explain(program->program) : ""},
                          {"confidence", number_of(other.confidence)},
                          {"cells", std::move(cells)}});
    }
    return readings;
  }

  // Where the inputs stand: columns by name, or the cells of a sheet below a row of names.
  Placement placement(std::string_view target) const {
    Placement place;
    place.table = "data";
    for (std::size_t c = 0; c < question_.rows.front().size(); ++c) {
      if (c == question_.column) continue;
      const std::string name = c < question_.names.size() ? question_.names[c] : "";
      place.inputs.push_back(target == "excel"
                                 ? app::column_letters(c) + (question_.names.empty() ? "1" : "2")
                             : name.empty() ? fmt::format("column {}", c + 1)
                                            : name);
    }
    return place;
  }

  Result<std::string> code_of(const CheckedProgram& program, const std::string& target) const {
    const Language* language = program.interpreter->language();
    if (language == nullptr) return app::code_of(program, target, task_);
    return app::code_of(*language, program.program.text(), target, input_types(task_),
                        placement(target));
  }

  // Another program that fits stands in where the first one cannot be written.
  Json code_json(const CheckedProgram& program) const {
    Json all = Json::array();
    for (const Target& target : app::targets_of(program.interpreter)) {
      Json entry{{"target", target.id}, {"summary", target.summary}};
      auto code = code_of(program, target.id);
      std::string of = program.program.text();
      const std::string why = code ? "" : code.error().message;
      for (const Answer& answer : session_.answers()) {
        if (code || !answer.outcome) break;
        for (const Candidate& it : answer.outcome->candidates) {
          if (code || it.fits != task_.examples.size()) break;
          if (auto other = code_of({answer.interpreter, it.program}, target.id)) {
            code = std::move(other);
            of = it.program.text();
          }
        }
      }
      entry["code"] = code ? Json(*code) : Json(nullptr);
      entry["program"] = code ? Json(of) : Json(nullptr);
      entry["why"] = why.empty() ? Json(nullptr) : Json("the best program " + why);
      all.push_back(std::move(entry));
    }
    return all;
  }

  Json worlds_json() const {
    const app::Agreement* pair = all_.two_worlds();
    if (pair == nullptr) return nullptr;
    Json worlds = Json::object();
    for (const app::SolverAnswer& answer : all_.answers) {
      if (answer.solver != pair->left && answer.solver != pair->right) continue;
      Json side = program_json(answer);
      Json cells = Json::array();
      for (const Row& row : rows_) {
        const auto asked = row.output ? asked_.end() : asked_.find(row.inputs);
        if (asked != asked_.end() && asked->second < answer.predictions.size())
          cells.push_back(
              {{"row", row.number}, {"text", cell_of(answer.predictions[asked->second])}});
      }
      side["cells"] = std::move(cells);
      worlds[answer.latent ? "latent" : "symbolic"] = std::move(side);
    }
    worlds["inputs"] = pair->report.inputs;
    worlds["agreements"] = pair->report.agreements;
    worlds["verdict"] = app::agreement_text(pair->report);
    const bool left_latent = !worlds.contains("latent") || worlds["latent"]["solver"] == pair->left;
    Json differ = Json::array();
    for (const Divergence& it : pair->report.divergences) {
      Json inputs = Json::array();
      for (const Value& input : it.inputs) inputs.push_back(cell_of(input));
      differ.push_back({{"inputs", std::move(inputs)},
                        {"symbolic", cell_of(left_latent ? it.right : it.left)},
                        {"latent", cell_of(left_latent ? it.left : it.right)}});
    }
    worlds["differ"] = std::move(differ);
    return worlds;
  }

  std::string origins_text(const CheckedProgram& program) const {
    std::string text;
    std::size_t count = 0;
    for (const Row& row : rows_) {
      if (count == kOrigins) break;
      const auto origins = app::origins_of(program, row.inputs);
      if (!origins) continue;
      text += fmt::format("{}{{\"row\":{},\"origins\":{}}}", text.empty() ? "" : ",", row.number,
                          app::to_json(*origins));
      ++count;
    }
    return text;
  }

  Session& session_;
  const TableQuestion& question_;
  const app::QuestionOptions& options_;
  std::stop_token stop_;
  const Domain* domain_ = nullptr;
  bool takes_text_ = false;
  bool reused_ = false;
  struct Unreadable {
    std::size_t row = 0, column = 0;
    Error error;
  };
  std::vector<Row> rows_;  // that are not blank, and can be read
  std::vector<Unreadable> unreadable_;
  Task task_;
  std::vector<std::size_t> example_rows_;              // of the examples
  std::map<std::vector<Value>, std::size_t> asked_{};  // numbers of the queries
  app::QuestionAnswers all_;
};

}  // namespace

Result<std::string> answer_table(Bench& bench, const TableQuestion& question,
                                 const app::QuestionOptions& options, std::stop_token stop) {
  if (!question.reuse || bench.last == nullptr || bench.solvers != options.solvers)
    bench.last = std::make_unique<Session>(bench.registry);
  bench.solvers = options.solvers;
  auto answer = TableAnswer(*bench.last, question, options, std::move(stop)).make();
  if (!answer) bench.last.reset();
  return answer;
}

}  // namespace inkling::serve
