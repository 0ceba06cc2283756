#include "domain_source.hpp"

#include <algorithm>

namespace inkling::nli {
namespace {

Result<Params> generator_params(const Domain& domain, const TrainConfig& config,
                                const TaskRequest& request) {
  const std::string text = "suite=" + config.suite + ",variant=" + config.variant +
                           ",part=" + (request.test ? "test" : "train") +
                           ",padding=" + to_text(request.padding) +
                           ",examples=" + to_text(request.pairs) + ",queries=0";
  return Params::parse(domain.info().generator, text);
}

// One task's pairs, written behind one another.
Result<void> write_task(const Domain& domain, const Codec& codec, const Params& params, Rng& rng,
                        int64_t*& x, int64_t*& y) {
  std::vector<int> tape(codec.shape().places);
  auto made = domain.generate(params, rng);
  if (!made) return std::move(made).error();
  const auto put = [&](const Value& value, int64_t*& at) -> Result<void> {
    if (auto written = codec.write_output(value, tape); !written) return written;
    at = std::copy(tape.begin(), tape.end(), at);
    return {};
  };
  for (const Example& example : made->task.examples) {
    if (auto done = put(example.inputs.at(0), x); !done) return done;
    if (auto done = put(example.output, y); !done) return done;
  }
  return {};
}

}  // namespace

Result<TaskSource> domain_source(const Domain& domain, const ModelConfig& model,
                                 const TrainConfig& config) {
  const auto made = make_codec(domain, "");
  if (!made) return made.error();
  const std::shared_ptr<const Codec> codec = *made;
  const auto length = static_cast<std::size_t>(model.length);
  if (codec->shape() != TapeShape{length, static_cast<std::size_t>(model.symbols)})
    return Error{ErrorCode::unsupported,
                 "domain " + domain.info().id + " has a tape of " +
                     std::to_string(codec->shape().places) + " places over an alphabet of " +
                     std::to_string(codec->shape().alphabet) +
                     ", and length=" + to_text(model.length) +
                     " and symbols=" + to_text(model.symbols) + " were asked for"};
  // Whatever the generator has to say, it says before the first step.
  std::vector<int64_t> scratch(2 * length * static_cast<std::size_t>(config.pairs));
  for (const TaskRequest& request :
       {TaskRequest{false, config.padding, 1, config.pairs}, TaskRequest{true, 0, 1, 1}}) {
    auto params = generator_params(domain, config, request);
    if (!params) return std::move(params).error();
    Rng rng(0);
    int64_t* x = scratch.data();
    int64_t* y = scratch.data() + scratch.size() / 2;
    if (auto done = write_task(domain, *codec, *params, rng, x, y); !done)
      return std::move(done).error();
  }
  return TaskSource(
      [&domain, codec, config](const TaskRequest& request, Rng& rng, int64_t* x, int64_t* y) {
        const Params params = generator_params(domain, config, request).value();
        for (int task = 0; task < request.tasks; ++task)
          if (auto done = write_task(domain, *codec, params, rng, x, y); !done)
            throw Exception(done.error());  // it worked when the source was made
      });
}

}  // namespace inkling::nli
