#include "origins.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <tuple>

namespace inkling::dsl {
namespace {

using Sources = std::vector<Stretch>;

constexpr std::size_t kMostNarrowed =
    1000;  // characters of a text that is made shorter and shorter
constexpr Sort kText{Sort::Base::string, 0, 0};

struct Origin {
  TextPiece::Kind kind = TextPiece::Kind::constant;
  Stretch place{};   // of a copied character
  int sources = -1;  // of a computed one: which set
};

// Sorted, and those that meet made one.
Sources merged(Sources sources) {
  std::sort(sources.begin(), sources.end(), [](const Stretch& a, const Stretch& b) {
    return std::tie(a.input, a.begin, a.end) < std::tie(b.input, b.begin, b.end);
  });
  Sources out;
  for (const Stretch& source : sources) {
    if (!out.empty() && out.back().input == source.input && source.begin <= out.back().end)
      out.back().end = std::max(out.back().end, source.end);
    else
      out.push_back(source);
  }
  return out;
}

std::size_t characters(const char* begin, const char* end) {
  std::size_t n = 0;
  for (; begin < end; ++begin) n += (static_cast<unsigned char>(*begin) & 0xC0) != 0x80 ? 1u : 0u;
  return n;
}

class Tracer;

struct TracedClosure : Closure {
  Tracer* tracer = nullptr;
  const Expr* lambda = nullptr;
  int level = 0;
};

// Runs a program as the executor does, and remembers of all text in memory where it comes from:
// what an operator cuts out of its argument shares its memory, and the catalogue says it of what it
// makes.
class Tracer {
 public:
  Tracer(const LanguageTables& tables, std::span<const Value> inputs, const Cell* cells,
         EvalContext& context)
      : tables_(tables), inputs_(inputs), cells_(cells), context_(context) {}

  struct Traced {
    Cell cell{};
    Sources from{};  // of what is no text
  };

  bool run(const Expr& expr, int level, Traced& out) {
    if (depth_ >= 1000 || !context_.spend(1)) return false;
    ++depth_;
    const bool defined = dispatch(expr, level, out);
    --depth_;
    return defined;
  }

  bool apply(const TracedClosure& closure, const Cell* args, Cell& result) {
    const std::size_t n = closure.lambda->params.size();
    for (std::size_t i = 0; i < n; ++i) bind(closure.level + static_cast<int>(i), {args[i], {}});
    Traced out;
    if (!run(*closure.lambda->args[0], closure.level + static_cast<int>(n), out)) return false;
    result = out.cell;
    return true;
  }

  std::vector<TextPiece> pieces(const Expr& expr, const Traced& result) {
    std::vector<TextPiece> out;
    if (expr.sort != kText) {
      const std::string text = to_text(to_value(result.cell, expr.sort));
      const auto kind = result.from.empty() ? TextPiece::Kind::constant : TextPiece::Kind::computed;
      return {{0, characters(text.data(), text.data() + text.size()), kind, result.from}};
    }
    const std::vector<Origin> origins = origins_of(result.cell);
    for (std::size_t k = 0; k < origins.size(); ++k) {
      const Origin& origin = origins[k];
      const bool goes_on =
          !out.empty() && out.back().kind == origin.kind &&
          (origin.kind == TextPiece::Kind::constant ||
           (origin.kind == TextPiece::Kind::computed && origins[k - 1].sources == origin.sources) ||
           (origin.kind == TextPiece::Kind::copied &&
            out.back().sources[0].input == origin.place.input &&
            out.back().sources[0].end == origin.place.begin));
      if (!goes_on) out.push_back({k, k, origin.kind, {}});
      out.back().end = k + 1;
      if (origin.kind == TextPiece::Kind::copied && !goes_on)
        out.back().sources = {origin.place};
      else if (origin.kind == TextPiece::Kind::copied)
        out.back().sources[0].end = origin.place.end;
      else if (origin.kind == TextPiece::Kind::computed && !goes_on)
        out.back().sources = sets_[static_cast<std::size_t>(origin.sources)];
    }
    return out;
  }

 private:
  bool dispatch(const Expr& expr, int level, Traced& out) {
    switch (expr.kind) {
      case Expr::Kind::input:
        return input(expr, out);
      case Expr::Kind::bound:
        out = bound_[static_cast<std::size_t>(expr.index)];
        return true;
      case Expr::Kind::literal:
        if (!to_cell(expr.value, expr.sort, context_.arena, out.cell)) return false;
        note_all(expr.sort, out.cell, Origin{});
        return true;
      case Expr::Kind::constant:
        out.cell.i = expr.value.as_int();
        return true;
      case Expr::Kind::call:
        return call(expr, level, out);
      case Expr::Kind::let: {
        Traced value;
        if (!run(*expr.args[0], level, value)) return false;
        bind(level, std::move(value));
        return run(*expr.args[1], level + 1, out);
      }
      case Expr::Kind::lambda:
        break;
    }
    return false;
  }

  bool input(const Expr& expr, Traced& out) {
    const auto i = static_cast<std::size_t>(expr.index);
    out.cell = cells_[i];
    if (expr.sort != kText) {
      // Not by characters: all of it.
      out.from = {whole(i)};
      note_all(expr.sort, out.cell, Origin{TextPiece::Kind::computed, {}, keep({whole(i)})});
    } else if (find(out.cell) == nullptr) {
      std::vector<Origin> origins(out.cell.chars);
      for (std::size_t k = 0; k < origins.size(); ++k)
        origins[k] = {TextPiece::Kind::copied, {i, k, k + 1}, -1};
      note(out.cell, std::move(origins));
    }
    return true;
  }

  Stretch whole(std::size_t i) const {
    const std::string text = to_text(inputs_[i]);
    return {i, 0, characters(text.data(), text.data() + text.size())};
  }

  void bind(int level, Traced value) {
    const auto i = static_cast<std::size_t>(level);
    if (bound_.size() <= i) bound_.resize(i + 1);
    bound_[i] = std::move(value);
  }

  // The texts that are known, by the memory they stand in.
  struct Known {
    std::size_t size = 0;
    std::vector<Origin> origins;
  };
  void note(const Cell& text, std::vector<Origin> origins) {
    if (text.size > 0) known_[text.s] = {text.size, std::move(origins)};
  }
  void note_all(Sort sort, const Cell& value, const Origin& origin) {
    if (sort == kText) note(value, std::vector<Origin>(value.chars, origin));
    if (sort.base == Sort::Base::string && sort.depth > 0)
      for (std::size_t i = 0; i < value.size; ++i) note_all(sort.element(), value.c[i], origin);
  }
  const std::pair<const char* const, Known>* find(const Cell& text) const {
    auto at = known_.upper_bound(text.s);
    if (text.size == 0 || at == known_.begin()) return nullptr;
    --at;
    return text.s + text.size <= at->first + at->second.size ? &*at : nullptr;
  }
  std::vector<Origin> origins_of(const Cell& text) const {
    const auto* known = find(text);
    if (known == nullptr) return std::vector<Origin>(text.chars);
    const auto begin = known->second.origins.begin() +
                       static_cast<std::ptrdiff_t>(characters(known->first, text.s));
    return {begin, begin + static_cast<std::ptrdiff_t>(text.chars)};
  }

  int keep(Sources sources) {
    sets_.push_back(std::move(sources));
    return static_cast<int>(sets_.size()) - 1;
  }

  void add_sources(Sort sort, const Cell& value, Sources& sources) const {
    if (sort == kText) {
      for (const Origin& origin : origins_of(value)) {
        if (origin.kind == TextPiece::Kind::copied) sources.push_back(origin.place);
        if (origin.kind == TextPiece::Kind::computed) {
          const Sources& set = sets_[static_cast<std::size_t>(origin.sources)];
          sources.insert(sources.end(), set.begin(), set.end());
        }
      }
    } else if (sort.base == Sort::Base::string && sort.depth > 0) {
      for (std::size_t i = 0; i < value.size; ++i) add_sources(sort.element(), value.c[i], sources);
    }
  }

  bool call(const Expr& expr, int level, Traced& out) {
    const Operator& op = *expr.op;
    if (expr.args.size() > kMaxArity) return false;
    if (op.lazy) return lazy(expr, level, out);
    CallSite site{&op, {}, expr.sort};
    Traced args[kMaxArity];
    Cell cells[kMaxArity];
    TracedClosure closures[kMaxArity];
    for (std::size_t i = 0; i < expr.args.size(); ++i) {
      const Expr& arg = *expr.args[i];
      site.args[i] = arg.sort;
      if (arg.kind == Expr::Kind::lambda) {
        closures[i].tracer = this;
        closures[i].lambda = &arg;
        closures[i].level = level;
        closures[i].apply = apply_one;
        closures[i].apply_column = nullptr;
        args[i].cell.f = &closures[i];
      } else if (!run(arg, level, args[i])) {
        return false;
      }
      cells[i] = args[i].cell;
    }
    if (!evaluate(expr, site, cells, out.cell)) return false;
    if (!within(context_.dialect, expr.sort, out.cell)) return false;
    follow(expr, site, args, cells, out);
    return true;
  }

  bool evaluate(const Expr& expr, const CallSite& site, const Cell* cells, Cell& result) {
    result = Cell{};
    if (expr.op->eval != nullptr) return expr.op->eval(context_, site, cells, result);
    const std::int64_t* columns[kMaxArity];
    for (std::size_t i = 0; i < expr.args.size(); ++i) columns[i] = &cells[i].i;
    expr.op->kernel(columns, 1, &result.i, context_.dialect);
    return result.i != kUndefined;
  }

  // if, and, or: only what is needed runs.
  bool lazy(const Expr& expr, int level, Traced& out) {
    Traced first;
    if (!run(*expr.args[0], level, first)) return false;
    if (expr.args.size() == 3) return run(*expr.args[first.cell.i != 0 ? 1 : 2], level, out);
    Cell cells[2] = {first.cell, Cell{}};
    cells[1].i = kUndefined;
    CallSite site{expr.op, {}, expr.sort};
    out.from = first.from;
    if (evaluate(expr, site, cells, out.cell)) return true;
    Traced second;
    if (!run(*expr.args[1], level, second)) return false;
    cells[1] = second.cell;
    out.from.insert(out.from.end(), second.from.begin(), second.from.end());
    return evaluate(expr, site, cells, out.cell);
  }

  void follow(const Expr& expr, const CallSite& site, const Traced* args, const Cell* cells,
              Traced& out) {
    const bool text = expr.sort == kText;
    if (text && (out.cell.size == 0 || find(out.cell) != nullptr)) return;
    const Follow known = text ? find_follow(tables_, *expr.op) : nullptr;
    if (known != nullptr) {
      std::vector<CharSource> sources(out.cell.chars);
      known(site, cells, out.cell, sources.data());
      std::vector<Origin> origins(out.cell.chars);
      std::map<std::pair<int, std::uint32_t>, std::vector<Origin>> seen;
      int made = -1;
      for (std::size_t k = 0; k < sources.size(); ++k) {
        const CharSource& source = sources[k];
        if (source.argument < 0) {
          if (made < 0) made = keep(sources_of(expr, site, args, cells, out.cell));
          const bool none = sets_[static_cast<std::size_t>(made)].empty();
          origins[k] = {none ? TextPiece::Kind::constant : TextPiece::Kind::computed, {}, made};
          continue;
        }
        auto& of = seen[{source.argument, source.item}];
        const Cell& arg = cells[source.argument];
        if (of.empty())
          of = origins_of(site.args[static_cast<std::size_t>(source.argument)] == kText
                              ? arg
                              : arg.c[source.item]);
        if (source.at < of.size()) origins[k] = of[source.at];
      }
      note(out.cell, std::move(origins));
      return;
    }
    Sources sources = sources_of(expr, site, args, cells, out.cell);
    if (expr.sort.base != Sort::Base::string) {
      out.from = std::move(sources);
      return;
    }
    const auto kind = sources.empty() ? TextPiece::Kind::constant : TextPiece::Kind::computed;
    note_new(expr.sort, out.cell, Origin{kind, {}, keep(std::move(sources))});
  }

  // Of a list: only those elements that do not share memory with what is known.
  void note_new(Sort sort, const Cell& value, const Origin& origin) {
    if (sort == kText) {
      if (find(value) == nullptr) note(value, std::vector<Origin>(value.chars, origin));
      return;
    }
    for (std::size_t i = 0; i < value.size; ++i) note_new(sort.element(), value.c[i], origin);
  }

  // What a result was computed from: of each text the shortest part that gives the same.
  Sources sources_of(const Expr& expr, const CallSite& site, const Traced* args, const Cell* cells,
                     const Cell& result) {
    Sources sources;
    Cell shorter[kMaxArity];
    std::copy_n(cells, expr.args.size(), shorter);
    for (std::size_t i = 0; i < expr.args.size(); ++i) {
      if (expr.args[i]->kind == Expr::Kind::lambda) continue;
      if (site.args[i] == kText && expr.sort == kText) narrow(expr, site, shorter, i, result);
      add_sources(site.args[i], shorter[i], sources);
      sources.insert(sources.end(), args[i].from.begin(), args[i].from.end());
    }
    return merged(std::move(sources));
  }

  void narrow(const Expr& expr, const CallSite& site, Cell* cells, std::size_t i,
              const Cell& result) {
    Sources any;
    add_sources(kText, cells[i], any);
    if (any.empty() || cells[i].chars > kMostNarrowed) return;
    const auto same = [&](const Cell& shorter) {
      const Cell before = cells[i];
      cells[i] = shorter;
      Cell again;
      const bool equal =
          evaluate(expr, site, cells, again) && equal_cells(expr.sort, again, result);
      cells[i] = before;
      return equal;
    };
    const Cell whole = cells[i];
    const auto one_shorter = [](const Cell& text, bool front) {
      const auto continues = [&](std::size_t at) {
        return (static_cast<unsigned char>(text.s[at]) & 0xC0) == 0x80;
      };
      std::size_t bytes = 1;
      while (front ? bytes < text.size && continues(bytes) : continues(text.size - bytes)) ++bytes;
      Cell shorter = text;
      if (front) shorter.s += bytes;
      shorter.size -= static_cast<std::uint32_t>(bytes);
      shorter.chars -= 1;
      return shorter;
    };
    for (const bool front : {true, false}) {
      while (cells[i].chars > 0) {
        const Cell shorter = one_shorter(cells[i], front);
        if (!same(shorter)) break;
        cells[i] = shorter;
      }
    }
    // Not the 5 of 05: whole words and numbers.
    Cell& part = cells[i];
    while (part.size > 0 && part.s > whole.s && alike(part.s[-1], part.s[0])) {
      --part.s;
      ++part.size;
      ++part.chars;
    }
    while (part.size > 0 && part.s + part.size < whole.s + whole.size &&
           alike(part.s[part.size - 1], part.s[part.size])) {
      ++part.size;
      ++part.chars;
    }
    if (!same(part)) part = whole;
  }

  // Both digits, or both letters.
  static bool alike(char a, char b) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    return (digit(a) && digit(b)) || (letter(a) && letter(b));
  }

  static bool apply_one(const Closure& self, EvalContext&, const Cell* args, Cell& result) {
    const auto& closure = static_cast<const TracedClosure&>(self);
    return closure.tracer->apply(closure, args, result);
  }

  const LanguageTables& tables_;
  std::span<const Value> inputs_;
  const Cell* cells_;
  EvalContext& context_;
  std::vector<Traced> bound_;  // by level
  std::map<const char*, Known> known_;
  std::vector<Sources> sets_;
  int depth_ = 0;
};

}  // namespace

bool origins(const LanguageTables& tables, const CompiledProgram& program,
             std::span<const Value> inputs, const Cell* cells, EvalContext& context,
             std::vector<TextPiece>& pieces) {
  Tracer tracer(tables, inputs, cells, context);
  Tracer::Traced result;
  if (!tracer.run(*program.expr, 0, result)) return false;
  pieces = tracer.pieces(*program.expr, result);
  return true;
}

}  // namespace inkling::dsl
