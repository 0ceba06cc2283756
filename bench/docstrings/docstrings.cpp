// From docstrings to Python (Latent Programmer, section 5.2), on made-up functions: trains one of
// the networks that write programs, and tells how near to the function that was meant what its beam
// writes comes. A demonstration that their code is not tied to examples: a specification is a
// docstring (in place of an input) and the function's signature (in place of an output).
//
//   inkling-docstrings print 5
//   inkling-docstrings robustfill steps=2000,batch=32 --tasks 200
//   inkling-docstrings latent-programmer steps=2000,batch=32,bottleneck=plain
#include <fmt/format.h>

#include <author.hpp>
#include <cstdlib>
#include <map>
#include <optional>
#include <run.hpp>
#include <set>
#include <stored_model.hpp>
#include <trainer.hpp>
#include <writer_training.hpp>

#include "bleu.hpp"
#include "functions.hpp"

namespace inkling::docstrings {
namespace {

constexpr std::size_t kDocstring = 48, kSignature = 24;  // places
constexpr std::size_t kRoom = 64;                        // tokens of a body, its end among them

// All words that functions are made of, as numbers; and a grammar by which every token may follow.
struct Vocabulary {
  std::map<std::string, int> words{}, tokens{};
  writer::Grammar grammar{};

  Vocabulary() {
    constexpr int kFunctions = 6000;  // all that there is is among them
    std::set<std::string> seen, written;
    Rng rng(1);
    for (int i = 0; i < kFunctions; ++i) {
      const Function function = random_function(rng);
      seen.insert(function.docstring.begin(), function.docstring.end());
      seen.insert(function.signature.begin(), function.signature.end());
      written.insert(function.body.begin(), function.body.end());
    }
    for (const std::string& word : seen) words.emplace(word, static_cast<int>(words.size()) + 1);
    const int any = grammar.add_symbol();
    for (const std::string& token : written) {
      const int number = grammar.add_token(token);
      tokens.emplace(token, number);
      grammar.add_rule(any, number, {any});
    }
    grammar.add_rule(any, writer::kEnd, {});
    grammar.finish();
  }

  // Whether everything of it has a number and a place.
  bool write(const Function& function, int* places, std::vector<int>& body) const {
    if (function.docstring.size() > kDocstring || function.signature.size() > kSignature ||
        function.body.size() + 1 > kRoom)
      return false;
    std::fill(places, places + kDocstring + kSignature, 0);
    const auto put = [&](const Words& from, int* to) {
      for (const std::string& word : from) {
        const auto found = words.find(word);
        if (found == words.end()) return false;
        *to++ = found->second;
      }
      return true;
    };
    if (!put(function.docstring, places) || !put(function.signature, places + kDocstring))
      return false;
    body.clear();
    for (const std::string& token : function.body) {
      const auto found = tokens.find(token);
      if (found == tokens.end()) return false;
      body.push_back(found->second);
    }
    body.push_back(writer::kEnd);
    return true;
  }

  Words read(const std::vector<int>& body) const {
    Words text;
    for (const int token : body)
      if (token != writer::kEnd) text.push_back(grammar.names()[static_cast<std::size_t>(token)]);
    return text;
  }
};

struct Sample {
  Function function;
  std::vector<int> places, body;
};

Sample draw(const Vocabulary& vocabulary, bool kept_back, Rng& rng) {
  Sample sample;
  sample.places.resize(kDocstring + kSignature);
  do {
    sample.function = random_function(rng);
  } while (is_kept_back(sample.function) != kept_back ||
           !vocabulary.write(sample.function, sample.places.data(), sample.body));
  return sample;
}

training::TaskSource make_source(const Vocabulary& vocabulary) {
  training::TaskSource source;
  source.shape = {kDocstring + kSignature, vocabulary.words.size() + 1};
  source.read.assign(kDocstring, false);
  source.read.resize(kDocstring + kSignature, true);
  source.vocabulary = vocabulary.grammar.names();
  source.answers.assign(kRoom, "token of the function");
  source.draw = [&vocabulary](const training::TaskRequest& request, Rng& rng, std::int64_t* x,
                              std::int64_t* y) -> Result<void> {
    for (int task = 0; task < request.tasks; ++task) {
      Sample sample = draw(vocabulary, request.test, rng);
      sample.body.resize(kRoom, writer::kNothing);
      for (int pair = 0; pair < request.pairs; ++pair) {
        x = std::copy(sample.places.begin(), sample.places.end(), x);
        y = std::copy(sample.body.begin(), sample.body.end(), y);
      }
    }
    return {};
  };
  return source;
}

Result<writer::Author> train(const training::Architecture& architecture, const Params& params,
                             const Vocabulary& vocabulary) {
  training::LoopSettings settings;
  training::read_fields(params, settings);
  settings.pairs = settings.evaluate_pairs = 1;
  const training::TaskSource source = make_source(vocabulary);
  const auto device = training::use_device("cpu", false, 1);
  if (!device) return device.error();
  training::Loop loop(settings, source,
                      [&](torch::Device on) { return architecture.make(params, source, on); });
  while (!loop.finished()) {
    if (auto done = loop.step(); !done) return done.error();
    if (loop.done() % settings.evaluate_every != 0 && !loop.finished()) continue;
    for (const bool test : {false, true}) {
      const auto look = test ? loop.check_test() : loop.check();
      if (!look) return look.error();
      std::string line = fmt::format("step {} {} exact {:.3f}", loop.done(),
                                     test ? "kept back" : "trained on", look->accuracy);
      for (const auto& figure : look->figures)
        line += fmt::format(", {} {:.{}f}", figure.name, figure.value, figure.digits);
      fmt::print("{}\n", line);
      std::fflush(stdout);
    }
  }
  nn::WeightsFile file;
  training::put_parameters(loop.model().module(), file);
  training::put_params(params, architecture.model, "model.", file.metadata);
  file.metadata["format"] = architecture.format;
  if (auto done = loop.model().complete(file, {}, 1); !done) return done.error();
  writer::Author author;
  if (const auto fault = writer::Author::make(file, architecture.format, kDocstring, kSignature,
                                              source.shape.alphabet, vocabulary.grammar, author))
    return Error{ErrorCode::internal, *fault};
  return author;
}

// The likeliest text of a beam, and the nearest to what was meant among them.
void measure(const writer::Author& author, const Vocabulary& vocabulary, std::size_t beam,
             int tasks, bool show) {
  Bleu first, best;
  int exact = 0, among = 0;
  Rng rng(99);
  for (int task = 0; task < tasks; ++task) {
    const Sample sample = draw(vocabulary, true, rng);
    writer::WritingOptions options;
    options.beam = beam;
    const writer::Writing writing = author.write(sample.places, options);
    const Words& meant = sample.function.body;
    std::optional<Words> likeliest, nearest;
    double most = -1;
    for (const writer::WrittenProgram& program : writing.programs) {
      Words text = vocabulary.read(program.tokens);
      if (!likeliest) likeliest = text;
      const double score = sentence_bleu(text, meant);
      if (score <= most) continue;
      most = score;
      nearest = std::move(text);
    }
    first.add(likeliest.value_or(Words{}), meant);
    best.add(nearest.value_or(Words{}), meant);
    exact += likeliest == meant;
    among += nearest == meant;
    if (show && task < 3) {
      Function written = sample.function;
      written.body = likeliest.value_or(Words{});
      fmt::print("{}{}\n", to_python(written),
                 written.body == meant ? "" : "# another one was meant\n");
    }
  }
  fmt::print(
      "beam {}: BLEU {:.1f} of the likeliest, {:.1f} of the nearest in the beam; exact {} and "
      "{} of {}\n",
      beam, 100 * first.score(), 100 * best.score(), exact, among, tasks);
}

int fail(const std::string& message) {
  fmt::print(stderr, "inkling-docstrings: {}\n", message);
  return 2;
}

int run(int argc, char** argv) {
  const std::string usage =
      "expected print COUNT, or robustfill or latent-programmer with settings as in "
      "steps=2000,batch=32 and --tasks COUNT";
  if (argc < 2) return fail(usage);
  const std::string what = argv[1];
  std::string settings;
  int tasks = 200;
  for (int i = 2; i < argc; ++i) {
    const std::string argument = argv[i];
    const bool count = argument == "--tasks" && i + 1 < argc;
    if (count || what == "print") {
      char* end = nullptr;
      const char* text = count ? argv[++i] : argv[i];
      const long number = std::strtol(text, &end, 10);
      if (*end != '\0' || number < 1 || number > 1'000'000)
        return fail(fmt::format("'{}' is no count, expected 1 to 1000000", text));
      tasks = static_cast<int>(number);
    } else if (settings.empty() && argument.find('=') != std::string::npos) {
      settings = argument;
    } else {
      return fail(fmt::format("'{}' is not understood: {}", argument, usage));
    }
  }
  if (what == "print") {
    Rng rng(1);
    for (int i = 0; i < tasks; ++i) fmt::print("{}\n", to_python(random_function(rng)));
    return 0;
  }
  const auto architecture = what == writer::kRobustFill ? writer::robustfill_architecture()
                                                        : writer::latent_architecture();
  if (what != architecture.id) return fail(fmt::format("'{}': {}", what, usage));
  const auto params = Params::parse(training::training_specs(architecture), settings);
  if (!params) return fail(to_text(params.error()));
  if (const std::string fault = architecture.find_fault(*params); !fault.empty())
    return fail(fault);
  const Vocabulary vocabulary;
  fmt::print("{} words, {} tokens\n", vocabulary.words.size(), vocabulary.tokens.size());
  const auto author = train(architecture, *params, vocabulary);
  if (!author) return fail(to_text(author.error()));
  for (const std::size_t beam : {1u, 10u, 100u})
    measure(*author, vocabulary, beam, tasks, beam == 1);
  return 0;
}

}  // namespace
}  // namespace inkling::docstrings

int main(int argc, char** argv) {
  return inkling::docstrings::run(argc, argv);
}
