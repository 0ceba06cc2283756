#include <inkling/picture.hpp>

namespace inkling {
namespace {

std::optional<Picture> grid_of_numbers(const Value& value) {
  const auto is_side = [](const Value& it) {
    return it.is_list() && it.as_list().size() >= 2 && it.as_list().size() <= kMaxPictureSide;
  };
  if (!is_side(value)) return std::nullopt;
  Picture picture;
  for (const Value& row : value.as_list()) {
    if (!is_side(row)) return std::nullopt;
    if (picture.columns == 0) picture.columns = row.as_list().size();
    if (row.as_list().size() != picture.columns) return std::nullopt;
    for (const Value& cell : row.as_list()) {
      if (!cell.is_int() || cell.as_int() < 0 || cell.as_int() > 9) return std::nullopt;
      picture.cells.push_back({std::to_string(cell.as_int()), static_cast<int>(cell.as_int())});
    }
  }
  return picture;
}

}  // namespace

Pictures::~Pictures() = default;

const Pictures* pictures_of(const Domain& domain) {
  return dynamic_cast<const Pictures*>(&domain);
}

std::optional<Picture> picture_of(const Domain& domain, const Value& value) {
  const Pictures* pictures = pictures_of(domain);
  return pictures != nullptr ? pictures->picture(value) : grid_of_numbers(value);
}

}  // namespace inkling
