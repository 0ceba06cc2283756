#include "task_source.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace inkling::training {
namespace {

constexpr int kMostTries = 100;  // tasks in a row that may not fit the tape
constexpr int kSample = 50;      // tasks that are drawn to see how many fit

const ParamSpec* find_spec(const ParamSpecs& specs, std::string_view name) {
  const auto found = std::find_if(specs.begin(), specs.end(),
                                  [&](const ParamSpec& it) { return it.name == name; });
  return found == specs.end() ? nullptr : &*found;
}

// Parameters of the generator for training tasks and for those of the other part.
struct Requests {
  Params train, test;
  bool has_test = true;
  Ramp ramp;
};

Error no_parameter(const Domain& domain, const std::string& setting, const std::string& name) {
  Error error{ErrorCode::bad_param, setting + ": the generator of domain " + domain.info().id +
                                        " has no parameter '" + name + "'"};
  std::string all = "it has";
  for (const ParamSpec& spec : domain.info().generator) all += " " + spec.name;
  if (!domain.info().generator.empty()) error.notes.push_back(all);
  return error;
}

Result<void> set_part(const Domain& domain, const LoopSettings& settings, Requests& requests) {
  const LoopSettings defaults;
  if (find_spec(domain.info().generator, "part") == nullptr) {
    requests.has_test = false;
    if (settings.part != defaults.part)
      return no_parameter(domain, "part=" + settings.part, "part");
    if (settings.test_part != defaults.test_part)
      return no_parameter(domain, "test_part=" + settings.test_part, "part");
    return {};
  }
  if (auto set = requests.train.set("part", settings.part); !set) return set;
  return requests.test.set("part", settings.test_part);
}

Result<void> set_ramp(const Domain& domain, const LoopSettings& settings, Requests& requests) {
  auto ramp = parse_ramp(settings.ramp);
  if (!ramp) return std::move(ramp).error();
  requests.ramp = *std::move(ramp);
  const std::string& name = requests.ramp.name;
  if (name.empty()) return {};
  const ParamSpec* spec = find_spec(domain.info().generator, name);
  if (spec == nullptr) return no_parameter(domain, "ramp=" + settings.ramp, name);
  if (spec->type != ParamType::integer)
    return Error{ErrorCode::bad_param,
                 "ramp=" + settings.ramp + ": '" + name + "' is no whole number"};
  for (const std::int64_t end : {requests.ramp.from, requests.ramp.to})
    if (auto set = requests.train.set(name, to_text(end)); !set) return set;
  return requests.test.set(name, to_text(requests.ramp.to));
}

Result<Requests> read_requests(const Domain& domain, const LoopSettings& settings) {
  const ParamSpecs& specs = domain.info().generator;
  auto params = Params::parse(specs, settings.tasks);
  if (!params) {
    Error error = std::move(params).error();
    error.message = "tasks: " + error.message;
    return error;
  }
  Requests requests;
  requests.train = *std::move(params);
  if (find_spec(specs, "queries") != nullptr)
    if (auto set = requests.train.set("queries", "0"); !set) return set.error();
  requests.test = requests.train;
  if (auto set = set_part(domain, settings, requests); !set) return set.error();
  if (auto set = set_ramp(domain, settings, requests); !set) return set.error();
  return requests;
}

// Examples first; a generator's queries carry their outputs.
std::vector<Example> pairs_of(const Task& task) {
  std::vector<Example> pairs = task.examples;
  for (const Query& it : task.queries)
    if (it.output) pairs.push_back({it.inputs, *it.output});
  return pairs;
}

class Writer {
 public:
  // `x_places`, `y_places`: of a pair.
  Writer(const Domain& domain, WriteTask write, std::size_t x_places, std::size_t y_places,
         Requests requests)
      : domain_(domain),
        write_(std::move(write)),
        x_places_(x_places),
        y_places_(y_places),
        requests_(std::move(requests)) {}

  Result<void> draw(const TaskRequest& request, Rng& rng, std::int64_t* x, std::int64_t* y) const {
    auto params = params_for(request);
    if (!params) return std::move(params).error();
    const auto pairs = static_cast<std::size_t>(request.pairs);
    for (int task = 0; task < request.tasks; ++task, x += pairs * x_places_, y += pairs * y_places_)
      if (auto done = draw_task(*params, request.pairs, rng, x, y, nullptr); !done) return done;
    return {};
  }

  // Of training tasks, the share that the tape does not take.
  Result<double> unfit(int pairs) const {
    const TaskRequest request{false, {}, 1, pairs};
    auto params = params_for(request);
    if (!params) return std::move(params).error();
    const auto count = static_cast<std::size_t>(pairs);
    std::vector<std::int64_t> x(count * x_places_), y(count * y_places_);
    Rng rng = Rng(0).split("fit");
    int tries = 0;
    for (int task = 0; task < kSample; ++task)
      if (auto done = draw_task(*params, pairs, rng, x.data(), y.data(), &tries); !done)
        return done.error();
    return static_cast<double>(tries - kSample) / static_cast<double>(tries);
  }

 private:
  Result<Params> params_for(const TaskRequest& request) const {
    Params params = request.test ? requests_.test : requests_.train;
    if (find_spec(params.specs(), "examples") != nullptr)
      if (auto set = params.set("examples", to_text(request.pairs)); !set) return set.error();
    if (!requests_.ramp.name.empty()) {
      const std::int64_t value = request.ramp.value_or(requests_.ramp.to);
      if (auto set = params.set(requests_.ramp.name, to_text(value)); !set) return set.error();
    }
    return params;
  }

  // One task's pairs, written behind one another; drawn again while it does not fit.
  Result<void> draw_task(const Params& params, int pairs, Rng& rng, std::int64_t* x,
                         std::int64_t* y, int* tries) const {
    for (int attempt = 1;; ++attempt) {
      if (tries != nullptr) ++*tries;
      auto made = domain_.generate(params, rng);
      if (!made) return std::move(made).error();
      const std::vector<Example> all = pairs_of(made->task);
      if (all.size() < static_cast<std::size_t>(pairs))
        return Error{ErrorCode::bad_param,
                     "the generator of domain " + domain_.info().id + " makes tasks of " +
                         to_text(all.size()) + " pairs, and " + to_text(pairs) + " were asked for",
                     {"set pairs and evaluate_pairs to what it makes"}};
      auto written = write_(*made, std::span(all).first(static_cast<std::size_t>(pairs)), x, y);
      if (written) return {};
      if (attempt < kMostTries) continue;
      Error error = std::move(written).error();
      error.message = to_text(kMostTries) + " tasks in a row do not fit the tape of domain " +
                      domain_.info().id + ": " + error.message;
      if (error.notes.empty())
        error.notes.push_back(
            "ask for smaller tasks with `tasks`, or for a larger tape with `tape`");
      return error;
    }
  }

  const Domain& domain_;
  WriteTask write_;
  std::size_t x_places_, y_places_;
  Requests requests_;
};

}  // namespace

std::int64_t Ramp::at(std::int64_t done, std::int64_t steps) const {
  if (steps == 0) return from;
  const double left = std::max(0.0, 1.0 - static_cast<double>(done) / static_cast<double>(steps));
  const auto apart = static_cast<double>(from > to ? from - to : to - from);
  const auto short_of = static_cast<std::int64_t>(std::ceil(apart * left));
  return from > to ? to + short_of : to - short_of;
}

Result<Ramp> parse_ramp(const std::string& text) {
  if (text.empty()) return Ramp{};
  const std::size_t equals = text.find('=');
  const std::size_t dots = text.find("..", equals == text.npos ? 0 : equals);
  Ramp ramp;
  const auto number = [&](std::size_t begin, std::size_t end, std::int64_t& value) {
    const auto [stop, error] = std::from_chars(text.data() + begin, text.data() + end, value);
    return error == std::errc() && stop == text.data() + end;
  };
  if (equals == text.npos || equals == 0 || dots == text.npos ||
      !number(equals + 1, dots, ramp.from) || !number(dots + 2, text.size(), ramp.to))
    return Error{ErrorCode::bad_param,
                 "ramp=" + text + " is not of the form NAME=FROM..TO, as in padding=10..0"};
  ramp.name = text.substr(0, equals);
  return ramp;
}

Result<void> fill_source(const Domain& domain, const LoopSettings& settings, WriteTask write,
                         TaskSource& source) {
  auto requests = read_requests(domain, settings);
  if (!requests) return std::move(requests).error();
  source.has_test = requests->has_test;
  const std::size_t x_places = source.shape.places, y_places = source.answer_places();
  const auto writer = std::make_shared<const Writer>(domain, std::move(write), x_places, y_places,
                                                     *std::move(requests));
  source.draw = [writer](const TaskRequest& request, Rng& rng, std::int64_t* x, std::int64_t* y) {
    return writer->draw(request, rng, x, y);
  };
  auto ramp = parse_ramp(settings.ramp);
  std::vector<TaskRequest> trials{{false, ramp->from, 1, settings.pairs},
                                  {false, ramp->to, 1, settings.evaluate_pairs}};
  if (source.has_test) trials.push_back({true, {}, 1, settings.evaluate_pairs});
  for (const TaskRequest& request : trials) {
    const auto pairs = static_cast<std::size_t>(request.pairs);
    std::vector<std::int64_t> x(pairs * x_places), y(pairs * y_places);
    Rng rng(0);
    if (auto done = source.draw(request, rng, x.data(), y.data()); !done) return done;
  }
  auto unfit = writer->unfit(settings.pairs);
  if (!unfit) return std::move(unfit).error();
  source.unfit = *unfit;
  return {};
}

Result<TaskSource> make_source(const Domain& domain, const LoopSettings& settings) {
  auto made = make_codec(domain, settings.tape);
  if (!made) return std::move(made).error();
  const std::shared_ptr<const Codec> codec = *std::move(made);
  TaskSource source;
  source.shape = codec->shape();
  source.read = codec->read_places();
  const auto write = [codec](const GeneratedTask&, std::span<const Example> pairs, std::int64_t* x,
                             std::int64_t* y) -> Result<void> {
    std::vector<int> tape(codec->shape().places);
    for (const Example& pair : pairs) {
      if (auto done = codec->write_inputs(pair.inputs, tape); !done) return done;
      x = std::copy(tape.begin(), tape.end(), x);
      if (auto done = codec->write_output(pair.output, tape); !done) return done;
      y = std::copy(tape.begin(), tape.end(), y);
    }
    return {};
  };
  if (auto filled = fill_source(domain, settings, write, source); !filled) return filled.error();
  return source;
}

}  // namespace inkling::training
