#include "pricer.hpp"

#include <algorithm>
#include <cmath>
#include <inkling/domain.hpp>
#include <inkling/dsl/language.hpp>
#include <inkling/guide.hpp>
#include <map>
#include <mutex>

#include "encoding.hpp"
#include "entries.hpp"

namespace inkling::pricer {
namespace {

constexpr std::size_t kExamples = 10;  // that are looked at: more would hardly change the mean

// -log2 of the probability of which z are the logarithm of the odds.
double bits_of(double z) {
  const double loss = z > 30 ? std::exp(-z) : std::log1p(std::exp(-std::max(z, -600.0)));
  return loss / std::log(2.0);
}

// The middle one; 0 of none.
double median(std::vector<double> numbers) {
  if (numbers.empty()) return 0;
  const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
  std::nth_element(numbers.begin(), middle, numbers.end());
  return *middle;
}

// What the network says, for a catalogue that may differ from the one that it learned: bits by
// position; an entry that it does not know has the middle price of its list.
Result<OperatorPrior> prior_of(const NamedNetwork& model, const std::string& name,
                               const std::vector<float>& odds, const dsl::Catalogue& catalogue) {
  std::map<std::string_view, float> known;
  for (std::size_t i = 0; i < odds.size(); ++i) known.emplace(model.entries[i], odds[i]);
  const Entries entries = entries_of(catalogue);
  OperatorPrior prior;
  prior.operators.resize(catalogue.operators().size());
  prior.constants.resize(entries.constants);
  prior.functions.resize(entries.names.size() - entries.operators - entries.constants);
  std::vector<std::string> strange;
  std::size_t at = 0;
  for (auto* list : {&prior.operators, &prior.constants, &prior.functions}) {
    const std::size_t count = list == &prior.operators   ? entries.operators
                              : list == &prior.constants ? entries.constants
                                                         : prior.functions.size();
    std::vector<double> bits;
    std::vector<std::size_t> missing;
    for (const std::size_t end = at + count; at < end; ++at) {
      const auto found = known.find(entries.names[at]);
      if (found == known.end()) {
        missing.push_back(entries.numbers[at]);
        strange.push_back(entries.names[at]);
        continue;
      }
      bits.push_back(bits_of(double{found->second}));
      (*list)[entries.numbers[at]] = bits.back();
    }
    for (const std::size_t number : missing) (*list)[number] = median(bits);
  }
  if (strange.empty()) return prior;
  const std::string counted = std::to_string(strange.size()) + " of the " +
                              std::to_string(entries.names.size()) +
                              " operators, constants and functions of language " + catalogue.id();
  if (2 * strange.size() > entries.names.size())
    return Error{ErrorCode::unsupported,
                 "model '" + name + "' does not know " + counted + ", such as '" + strange[0] + "'",
                 {"it was trained for another language, or for an older form of this one"}};
  prior.note = "the guide '" + name + "' does not know " + counted + ", such as '" + strange[0] +
               "': they have a middling price";
  return prior;
}

class NetworkGuide final : public Inductor, public Guide {
 public:
  NetworkGuide(std::shared_ptr<const common::ModelShelf> shelf, const Domain& domain)
      : shelf_(std::move(shelf)), domain_(domain) {}

  const InductorInfo& info() const override {
    static const InductorInfo facts{
        "pricer",
        "prices by a network that reads the examples (DeepCoder, Balog et al. 2017)",
        {},
        {}};
    return facts;
  }
  Result<std::vector<ScoredProgram>> propose(const Task&, std::size_t, const Params&,
                                             Rng&) const override {
    return Error{ErrorCode::unsupported,
                 "pricer proposes no programs",
                 {"it prices a symbolic search: enumerate(guide=auto)"}};
  }
  const Guide* guide() const override { return this; }
  Result<void> ready() const override {
    if (shelf_->names(domain_.info().id).empty()) return shelf_->none_for(domain_.info().id);
    return {};
  }

  Result<OperatorPrior> weigh(const Task& task, const Language& language,
                              std::string_view wanted) const override {
    const dsl::Catalogue* catalogue = dsl::catalogue_of(language);
    if (catalogue == nullptr)
      return Error{ErrorCode::unsupported,
                   "pricer needs a language with an operator catalogue, and '" +
                       language.info().id + "' has none"};
    if (task.examples.empty())
      return Error{ErrorCode::bad_input, "pricer reads examples, and the task has none"};
    std::string name(wanted);
    if (name.empty()) {
      const auto names = shelf_->names(domain_.info().id);
      if (names.empty()) return shelf_->none_for(domain_.info().id);
      name = names.front();
    }
    const auto model = find(name);
    if (!model.ok()) return model.error();
    const std::size_t count = std::min(task.examples.size(), kExamples);
    const auto places = static_cast<std::size_t>((*model)->network.shape().places);
    std::vector<int> symbols(count * places);
    for (std::size_t e = 0; e < count; ++e)
      encode(task.examples[e].inputs, task.examples[e].output,
             std::span(symbols).subspan(e * places, places));
    return prior_of(**model, name, (*model)->network.run(symbols), *catalogue);
  }

 private:
  Result<std::shared_ptr<const NamedNetwork>> find(const std::string& name) const {
    const std::string& id = domain_.info().id;
    const auto origin = shelf_->origin(name, id);
    if (!origin.ok()) return origin.error();
    if (origin->domain != id)
      return Error{ErrorCode::unsupported,
                   "model '" + name + "' was trained for domain '" + origin->domain +
                       "', and this is domain '" + id + "'",
                   {"name another model, or change the domain"}};
    const std::lock_guard lock(mutex_);
    if (const auto found = read_.find(name); found != read_.end()) return found->second;
    const auto file = shelf_->file(name, id);
    if (!file.ok()) return file.error();
    auto model = load_model(*file);
    if (model.ok()) read_.emplace(name, *model);
    return model;
  }

  std::shared_ptr<const common::ModelShelf> shelf_;
  const Domain& domain_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<const NamedNetwork>> read_;
};

}  // namespace

Result<std::shared_ptr<const NamedNetwork>> load_model(const std::filesystem::path& path) {
  nn::WeightsFile file;
  if (nn::Fault fault = nn::read_weights(path, file)) return Error{ErrorCode::io, *fault};
  const auto refused = [&](const std::string& reason) {
    return common::unusable(path, Error{ErrorCode::io, reason});
  };
  nn::ShapeFields fields(file, kFormat);
  auto model = std::make_shared<NamedNetwork>();
  model->entries = common::split_lines(file.metadata[kEntries]);
  Shape shape;
  shape.places = fields.integer("length", 0);
  shape.symbols = fields.integer("symbols", 0);
  for (const auto& [name, field] : {std::pair<const char*, int*>{"width", &shape.width},
                                    {"hidden", &shape.hidden},
                                    {"before", &shape.before},
                                    {"after", &shape.after}})
    *field = fields.integer(name, *field);
  shape.entries = static_cast<int>(model->entries.size());
  if (const nn::Fault fault = fields.fault() ? fields.fault() : find_fault(shape))
    return refused(*fault);
  const auto places = static_cast<std::size_t>(shape.places);
  if ((places != kPlaces && places != kTextPlaces) || shape.symbols != kSymbols)
    return refused("it reads examples of " + std::to_string(shape.places) + " places over " +
                   std::to_string(shape.symbols) + " symbols, and they are written on " +
                   std::to_string(kPlaces) + ", or texts on " + std::to_string(kTextPlaces) +
                   ", over " + std::to_string(kSymbols));
  if (const nn::Fault fault = Network::make(file, shape, model->network)) return refused(*fault);
  return std::shared_ptr<const NamedNetwork>(std::move(model));
}

std::unique_ptr<Inductor> make_inductor(std::shared_ptr<const common::ModelShelf> shelf,
                                        const Domain& domain) {
  return std::make_unique<NetworkGuide>(std::move(shelf), domain);
}

}  // namespace inkling::pricer
