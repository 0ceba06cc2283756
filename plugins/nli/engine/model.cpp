#include "model.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace inkling::nli::engine {
namespace {

std::size_t size_of(int a, int b = 1) {
  return static_cast<std::size_t>(a) * static_cast<std::size_t>(b);
}

// Lays a model out; the tensors that every network has are nn's.
class Builder {
 public:
  Builder(const Shape& shape, nn::Layout layout) : s_(shape), from_(std::move(layout)) {
    model_.plan.shape = shape;
  }

  nn::Fault build(Model& out) {
    Plan& p = model_.plan;
    for (int l = 0; l < s_.encoder_layers; ++l) {
      const std::string name = "encoder" + std::to_string(l);
      p.encoder[l] = layer(name, false);
      if (s_.encoder_bias != Bias::none) p.encoder[l].scores = scores(name + ".places");
    }
    for (int l = 0; l < s_.executor_layers; ++l)
      p.executor[l] = layer("executor" + std::to_string(l), s_.bias != Bias::none);
    p.head_up = from_.affine("head_up", s_.width, 2 * s_.width);
    p.head_down = from_.affine("head_down", 2 * s_.width, s_.codes);
    p.out = from_.normed("symbols", "executor_norm", s_.width, s_.symbols, 0, s_.symbols);
    p.codes = from_.table("code_embedding", s_.codes, s_.width);
    p.embed = from_.table("symbol_embedding", s_.symbols, s_.width);
    p.input_embedding = from_.raw("input_embedding", size_of(s_.symbols, s_.width / 2));
    p.output_embedding = from_.raw("output_embedding", size_of(s_.symbols, s_.width / 2));
    p.encoder_places = from_.raw("encoder_places", size_of(s_.length, s_.width));
    p.program_queries = from_.raw("program_queries", size_of(s_.positions, s_.width));
    p.encoder_scale = from_.raw("encoder_norm.weight", size_of(s_.width));
    p.encoder_shift = from_.raw("encoder_norm.bias", size_of(s_.width));
    p.places = from_.raw("executor_places", size_of(s_.length, s_.width));
    if (p.first.used = s_.symbols < s_.width; p.first.used) {
      const LayerPlan& layer = p.executor[0];
      p.first.query = behind(p.embed, layer.query);
      p.first.keyvalue = behind(p.embed, layer.keyvalue);
      p.first.query_places = from_.put(product(p.places, s_.length, layer.query));
      p.first.keyvalue_places = from_.put(product(p.places, s_.length, layer.keyvalue));
    }
    // Steps run one token at a time, so that only the first place is read.
    p.program_place = from_.raw("program_place", size_of(s_.positions, s_.width));
    if (s_.reach > 0) p.limit = limit();
    if (from_.fault()) return from_.fault();
    model_.exact = from_.numbers();
    model_.numbers = from_.floats();
    p.size = static_cast<int>(model_.exact.size());
    for (Affine* map : maps_of(p)) {
      map->pairs = pair_rows(map->w, map->rows, map->cols);
      map->pairs_t = pair_rows(map->t, map->cols, map->rows);
    }
    out = std::move(model_);
    return std::nullopt;
  }

 private:
  LayerPlan layer(const std::string& name, bool with_bias) {
    LayerPlan made;
    static_cast<nn::LayerMaps&>(made) = from_.layer(name, s_.width, s_.hidden());
    if (with_bias)
      made.bias = from_.affine(name + ".bias", s_.width, s_.heads * s_.biases(), false);
    return made;
  }

  // [count x rows of the map] times the map, without its b.
  std::vector<double> product(int numbers, int count, const Affine& map) {
    std::vector<double> out(size_of(count, map.cols));
    for (int r = 0; r < count; ++r)
      for (int k = 0; k < map.rows; ++k)
        for (int j = 0; j < map.cols; ++j)
          out[size_of(r, map.cols) + size_of(j)] +=
              from_.numbers()[size_of(numbers) + size_of(r, map.rows) + size_of(k)] *
              from_.numbers()[size_of(map.w) + size_of(k, map.cols) + size_of(j)];
    return out;
  }

  // One map after another as one, without the b of either.
  Affine behind(const Affine& first, const Affine& second) {
    const int rows = first.rows, cols = second.cols;
    const std::vector<double> forward = product(first.w, rows, second);
    std::vector<double> turned(forward.size());
    for (int k = 0; k < rows; ++k)
      for (int j = 0; j < cols; ++j)
        turned[size_of(j, rows) + size_of(k)] = forward[size_of(k, cols) + size_of(j)];
    return from_.map(turned, {}, rows, cols);
  }

  // The inductor's own bias, written out for every pair of places.
  int scores(const std::string& name) {
    const int n = s_.length, first = s_.positions, rows = s_.encoder_rows();
    const int entries = s_.encoder_bias == Bias::absolute ? rows * rows : 4 * n;
    const std::vector<double> given = from_.read(name, size_of(s_.heads, entries));
    std::vector<double> all;
    for (int h = 0; h < s_.heads; ++h)
      for (int i = 0; i < rows; ++i)
        for (int j = 0; j < rows; ++j) {
          // Queries share one entry for looking, and one for being looked at.
          const int other = i < first ? 2 * n - 1 : 4 * n - 1;
          const bool pairs = i >= first && j >= first;
          const int apart = pairs ? j - i + n - 1 : other;
          const int middle = pairs ? 2 * n + (i - first) + (j - first) : other;
          const auto entry = [&](int at) { return given[size_of(h, entries) + size_of(at)]; };
          all.push_back(kPlaceScale * (s_.encoder_bias == Bias::absolute
                                           ? entry(i * rows + j)
                                           : entry(apart) + entry(middle)));
        }
    return from_.put(all);
  }

  int limit() {
    std::vector<double> far(size_of(s_.biases()), 0.0);
    for (int i = 0; i < 2 * s_.length - 1; ++i)
      if (std::abs(i - (s_.length - 1)) > s_.reach) far[size_of(i)] = kFar;
    return from_.put(far);
  }

  // Appends a matrix as bfloat16, row 2 k in the lower halves and row 2 k + 1 in the upper ones.
  int pair_rows(int from, int rows, int cols) {
    const auto rounded = [&](int k, int j) -> std::uint32_t {
      if (k >= rows) return 0;
      const float x = model_.numbers[size_of(from) + size_of(k, cols) + size_of(j)];
      return (std::bit_cast<std::uint32_t>(x) + 0x8000U) >> 16;
    };
    const int at = static_cast<int>(model_.numbers.size());
    for (int k = 0; k < rows; k += 2)
      for (int j = 0; j < cols; ++j)
        model_.numbers.push_back(std::bit_cast<float>(rounded(k, j) | (rounded(k + 1, j) << 16)));
    return at;
  }

  const Shape s_;
  nn::Layout from_;
  Model model_;
};

}  // namespace

nn::Fault find_fault(const Shape& s) {
  if (auto fault = nn::check_bounds({{"length", s.length, 1, 512},
                                     {"symbols", s.symbols, 2, 4096},
                                     {"positions", s.positions, 1, 256},
                                     {"codes", s.codes, 2, 4096},
                                     {"width", s.width, 2, 4096},
                                     {"heads", s.heads, 1, 64},
                                     {"encoder_layers", s.encoder_layers, 1, kMaxLayers},
                                     {"executor_layers", s.executor_layers, 1, kMaxLayers},
                                     {"mlp_ratio", s.mlp_ratio, 1, 8}}))
    return fault;
  if (auto fault = nn::check_heads(s.width, s.heads)) return fault;
  if (s.reach < 0 || (s.reach > 0 && s.bias != Bias::relative))
    return "reach=" + std::to_string(s.reach) + " needs bias=relative and cannot be negative";
  if (s.encoder_bias == Bias::relative) return "encoder_bias cannot be relative";
  return std::nullopt;
}

std::vector<Affine*> maps_of(Plan& p) {
  std::vector<Affine*> all{&p.head_up, &p.head_down, &p.out, &p.codes, &p.embed};
  if (p.first.used) all.insert(all.end(), {&p.first.query, &p.first.keyvalue});
  for (int l = 0; l < p.shape.executor_layers; ++l) {
    LayerPlan& layer = p.executor[l];
    for (Affine* map : {&layer.query, &layer.keyvalue, &layer.mix, &layer.up, &layer.down})
      all.push_back(map);
    if (layer.bias.rows > 0) all.push_back(&layer.bias);
  }
  return all;
}

nn::Fault build_model(const Shape& shape, nn::Layout layout, Model& out) {
  if (nn::Fault fault = find_fault(shape)) return fault;
  return Builder(shape, std::move(layout)).build(out);
}

Model formula_model(const Shape& shape, std::uint64_t seed) {
  std::vector<float> numbers;
  // The inductor's bias is drawn apart: a model with one is otherwise the model without.
  std::uint64_t common = seed, apart = ~seed;
  const auto number = [](std::uint64_t& state) {  // in (-1, 1); splitmix64
    std::uint64_t z = state += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return static_cast<double>((z ^ (z >> 31)) >> 11) / 4503599627370496.0 - 1.0;
  };
  const auto source = [&](const std::string& name, std::size_t count) {
    numbers.assign(count, 0.0F);
    const bool scale = name.ends_with("norm.weight");
    const bool map = !scale && name.ends_with(".weight");
    const bool places = name.ends_with(".places");
    const double size = places  ? 1.0 / kPlaceScale
                        : map   ? 3.0 / std::sqrt(double(shape.width))
                        : scale ? 0.3
                                : 1.0;
    for (float& x : numbers)
      x = static_cast<float>((scale ? 1.0 : 0.0) + size * number(places ? apart : common));
    return numbers.data();
  };
  Model model;
  build_model(shape, nn::Layout(source), model);
  return model;
}

nn::Work work_of(const Shape& s) {
  const double n = s.length, d = s.width, v = s.symbols, m = s.hidden(), places = s.places();
  // Queries, keys and values of the first layer have depth v, and then the program's part of them.
  const double first = std::min(v, d);
  const double maps =
      n * (s.executor_layers * (d * d + 2 * d * m) + 3 * d * (first + (s.executor_layers - 1) * d));
  const double attention = n * places * d;  // once for the scores, once for what is seen
  const double ends = n * 2 * v * d;
  const double program = 2 * d * d + 3 * d * s.codes + (v < d ? 3 * d * d : 0) +
                         s.executor_layers * (2 * d * d + d * s.heads * s.biases());
  nn::Work work;
  work.forward = 2.0 * s.positions * (maps + s.executor_layers * 2 * attention + ends);
  work.backward = 2.0 * s.positions * (maps + s.executor_layers * 4 * attention + ends);
  // The program is made once per start; it is spread over the pairs as if there were four examples.
  work.forward += 2.0 * s.positions * program / 4;
  work.backward += 2.0 * s.positions * program / 4;
  return work;
}

}  // namespace inkling::nli::engine
