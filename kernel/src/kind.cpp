#include <inkling/kind.hpp>

namespace inkling {

std::string_view to_text(Kind kind) {
  switch (kind) {
    case Kind::domain:
      return "domain";
    case Kind::language:
      return "language";
    case Kind::inductor:
      return "inductor";
    case Kind::interpreter:
      return "interpreter";
    case Kind::searcher:
      return "searcher";
    case Kind::solver:
      return "solver";
    case Kind::trainer:
      return "trainer";
    case Kind::task_reader:
      return "task-reader";
  }
  return "unknown";
}

std::optional<Kind> kind_of(std::string_view word) {
  for (const Kind kind : kAllKinds)
    if (to_text(kind) == word) return kind;
  return std::nullopt;
}

}  // namespace inkling
