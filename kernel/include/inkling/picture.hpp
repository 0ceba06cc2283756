// Picture: how a value looks where there is room for more than its text. Rows of cells, which a
// screen shows as characters and a page as squares.
#pragma once

#include <inkling/domain.hpp>
#include <optional>
#include <string>
#include <vector>

namespace inkling {

struct PictureCell {
  std::string text{};  // one or two characters; may be empty
  int colour = -1;     // 0..9, in the order of the colours that grids of numbers have; -1: none
};

struct Picture {
  std::size_t columns = 0;
  std::vector<PictureCell> cells{};  // row by row
  std::size_t rows() const { return columns == 0 ? 0 : cells.size() / columns; }
};

inline constexpr std::size_t kMaxPictureSide = 30;

// What a domain may be besides a Domain: it says how its values look. Stateless and thread-safe.
class INKLING_API Pictures {
 public:
  virtual ~Pictures();
  // Nullopt: the value is shown by its text alone.
  virtual std::optional<Picture> picture(const Value& value) const = 0;
};
// Null: the domain says nothing of it.
INKLING_API const Pictures* pictures_of(const Domain& domain);

// As the domain says; where it says nothing, of two rows or more of as many one-digit numbers, at
// least two, each of which is its colour.
INKLING_API std::optional<Picture> picture_of(const Domain& domain, const Value& value);

}  // namespace inkling
