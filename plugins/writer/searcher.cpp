#include "searcher.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "judge.hpp"
#include "writer_model.hpp"

namespace inkling::writer {
namespace {

constexpr std::size_t kShown = 8;  // programs to keep

ParamSpecs specs_of(bool latent) {
  ParamSpecs specs{
      {"model",
       ParamType::text,
       "",
       "whose weights: a name or a file; empty: the first",
       {},
       {},
       {}},
      {"beam", ParamType::integer, "100", "programs that are written side by side", 1, 1e9, {}},
  };
  if (latent)
    specs.push_back({"latent_beam",
                     ParamType::integer,
                     "0",
                     "plans, each with its share of the beam; 0: the root of beam",
                     0,
                     1e9,
                     {}});
  return specs;
}

std::string megabytes(std::size_t bytes) {
  return std::to_string(bytes / 1'000'000) + " MB";
}

struct Found {
  Program program;
  std::size_t fits = 0;
  double bits = 0;
  std::string plan{};
};

class WritingSearcher final : public Searcher {
 public:
  WritingSearcher(std::string id, std::string summary, std::string format,
                  std::shared_ptr<const common::ModelShelf> shelf)
      : format_(std::move(format)), shelf_(std::move(shelf)) {
    info_.id = std::move(id);
    info_.summary = std::move(summary);
    info_.params = specs_of(format_ == kLatentFormat);
  }

  const SearcherInfo& info() const override { return info_; }

  Result<Outcome> search(const Task& task, const Toolbox& tools, const Params& params,
                         std::uint64_t seed, const Budget& budget, ProgressSink*) const override {
    if (tools.language == nullptr || tools.domain == nullptr)
      return Error{ErrorCode::unsupported, info_.id + " needs a domain that has a language"};
    const auto found = find(params.get_text("model"), *tools.domain, tools.language);
    if (!found) return found.error();
    const WriterModel& model = **found;
    const auto beam = static_cast<std::size_t>(params.get_int("beam"));
    if (auto fits = check_memory(model, beam, budget); !fits) return fits.error();
    auto symbols = read(model, task);
    if (!symbols) return symbols.error();

    auto judge = make_judge(*tools.language, task);
    if (!judge) return std::move(judge).error();
    WritingOptions options;
    options.beam = beam;
    options.seed = seed;
    if (format_ == kLatentFormat)
      options.latent_beam = static_cast<std::size_t>(params.get_int("latent_beam"));
    Outcome outcome;
    options.stop = [&] { return budget.exhausted(outcome.evaluations, 0, outcome.reason); };
    const Writing writing = model.write(*symbols, options);
    outcome.bytes = model.bytes(beam);
    check(writing, model, task.examples.size(), **judge, budget, outcome);
    return outcome;
  }

 private:
  // What the network reads of a task: a row of places for each of the first examples.
  Result<std::vector<int>> read(const WriterModel& model, const Task& task) const {
    const std::size_t places = model.language().specification().places();
    const std::size_t count = std::min(task.examples.size(), model.examples());
    if (count == 0)
      return Error{ErrorCode::bad_input, info_.id + " reads examples, and the task has none"};
    std::vector<int> symbols(count * places);
    for (std::size_t e = 0; e < count; ++e) {
      auto done =
          model.language().encode(task.examples[e], std::span(symbols).subspan(e * places, places));
      if (done) continue;
      Error error = done.error();
      error.message = info_.id + ": example " + std::to_string(e + 1) + ": " + error.message;
      return error;
    }
    return symbols;
  }

  Result<void> check_memory(const WriterModel& model, std::size_t beam,
                            const Budget& budget) const {
    const std::size_t bytes = model.bytes(beam), most = budget.limits().bytes;
    if (most == 0 || bytes <= most) return {};
    return Error{
        ErrorCode::bad_param,
        info_.id + ": beam=" + std::to_string(beam) + " would take about " + megabytes(bytes) +
            ", and " + megabytes(most) + " are allowed",
        {"beam is at most " + std::to_string(most / model.bytes(1)) + " with that memory"}};
  }

  // Runs what was written on all examples; the programs that reproduce most come first, and of
  // those the shortest description.
  static void check(const Writing& writing, const WriterModel& model, std::size_t examples,
                    Judge& judge, const Budget& budget, Outcome& outcome) {
    std::vector<Found> all;
    std::set<std::string> seen;
    bool over = writing.stopped;
    std::size_t refused = 0;
    std::string reason;
    for (const WrittenProgram& written : writing.programs) {
      if (over |= budget.exhausted(outcome.evaluations, judge.bytes(), outcome.reason)) break;
      auto program = model.language().write(written.tokens);
      if (!program && ++refused == 1) reason = program.error().message;
      if (!program || !seen.insert(program->text()).second) continue;
      Found found{*std::move(program)};
      found.fits = judge.fits(found.program);
      ++outcome.evaluations;
      if (!written.codes.empty()) found.plan = "follows the plan " + show_codes(written.codes);
      all.push_back(std::move(found));
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Found& a, const Found& b) { return a.fits > b.fits; });
    const bool solved = !all.empty() && all.front().fits == examples;
    // All that fit are described; of the others the likeliest few.
    const auto worth = std::find_if(all.begin(), all.end(), [&](const Found& it) {
      return solved ? it.fits < examples : it.fits < all.front().fits;
    });
    all.erase(worth, all.end());
    for (Found& it : all) it.bits = judge.bits(it.program);
    std::stable_sort(all.begin(), all.end(),
                     [](const Found& a, const Found& b) { return a.bits < b.bits; });
    if (all.size() > kShown) all.resize(kShown);
    for (Found& it : all)
      outcome.candidates.push_back({std::move(it.program), it.bits, std::move(it.plan), 0, {}, {}});
    if (!solved)
      if (auto last = judge.last_resort(all.empty()))
        outcome.candidates.push_back(*std::move(last));
    if (all.empty() && refused > 0)
      outcome.warnings.push_back("none of the " + std::to_string(refused) +
                                 " programs that the network wrote can be read: " + reason);
    if (!over) outcome.reason = solved ? StopReason::solved : StopReason::exhausted;
  }

  Result<std::shared_ptr<const WriterModel>> find(std::string name, const Domain& domain,
                                                  const Language* language) const {
    const std::string& id = domain.info().id;
    if (name.empty()) {
      const auto names = shelf_->names(id);
      if (names.empty()) return shelf_->none_for(id);
      name = names.front();
    }
    const auto origin = shelf_->origin(name, id);
    if (!origin.ok()) return origin.error();
    if (origin->domain != id)
      return Error{ErrorCode::unsupported,
                   "model '" + name + "' was trained for domain '" + origin->domain +
                       "', and this is domain '" + id + "'",
                   {"name another model, or change the domain"}};
    const std::lock_guard lock(mutex_);
    const auto key = std::pair(id, name);
    if (const auto known = read_.find(key); known != read_.end()) return known->second;
    const auto file = shelf_->file(name, id);
    if (!file.ok()) return file.error();
    auto model = WriterModel::load(*file, format_, domain, language);
    if (model.ok()) read_.emplace(key, *model);
    return model;
  }

  SearcherInfo info_;
  std::string format_;
  std::shared_ptr<const common::ModelShelf> shelf_;
  mutable std::mutex mutex_;
  mutable std::map<std::pair<std::string, std::string>, std::shared_ptr<const WriterModel>> read_;
};

}  // namespace

std::unique_ptr<Searcher> make_searcher(std::string id, std::string summary, std::string format,
                                        std::shared_ptr<const common::ModelShelf> shelf) {
  return std::make_unique<WritingSearcher>(std::move(id), std::move(summary), std::move(format),
                                           std::move(shelf));
}

}  // namespace inkling::writer
