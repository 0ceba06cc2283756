#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/app/picture.hpp>

#include "support/bare_domain.hpp"

namespace inkling::app {
namespace {

using testing::HasSubstr;
using testing::Not;

Value grid(std::initializer_list<std::initializer_list<int>> rows) {
  Value::List list;
  for (const auto& row : rows) {
    Value::List cells;
    for (const int cell : row) cells.emplace_back(cell);
    list.emplace_back(std::move(cells));
  }
  return Value(std::move(list));
}

TEST(Picture, GridsOfDigitsHaveOneWhereTheDomainSaysNothing) {
  const test::BareDomain bare;
  const Picture picture = picture_of(&bare, grid({{1, 2}, {3, 0}})).value();
  EXPECT_EQ(picture.columns, 2U);
  EXPECT_EQ(picture.rows(), 2U);
  EXPECT_EQ(picture.cells[2].text, "3");
  EXPECT_EQ(picture.cells[2].colour, 3);
  EXPECT_FALSE(picture_of(&bare, grid({{1, 2}})).has_value());
  EXPECT_FALSE(picture_of(&bare, grid({{1, 2}, {3}})).has_value());
  EXPECT_FALSE(picture_of(&bare, grid({{1, 2}, {3, 10}})).has_value());
  EXPECT_FALSE(picture_of(&bare, Value("ab")).has_value());
  EXPECT_FALSE(picture_of(nullptr, grid({{1, 2}, {3, 0}})).has_value());
}

TEST(Picture, StandsBesideOthersAsFarAsThereIsRoom) {
  const test::BareDomain bare;
  const auto picture = picture_of(&bare, grid({{1, 2}, {3, 0}}));
  EXPECT_EQ(side_by_side({{"x0", picture}, {"a name", picture}}, 40),
            "  x0    a name\n  1 2   1 2\n  3 0   3 0\n");
  EXPECT_EQ(side_by_side({{"x0", picture}, {"none"}, {"end", picture}}, 12),
            "  x0    none\n  1 2\n  3 0\n  end\n  1 2\n  3 0\n");
}

// One whose picture is none.
class OddDomain final : public test::BareDomain, public Pictures {
 public:
  explicit OddDomain(std::size_t columns) : columns_(columns) {}
  std::optional<Picture> picture(const Value&) const override {
    if (columns_ == 0) throw std::runtime_error("no");
    return Picture{columns_, std::vector<PictureCell>(5)};
  }

 private:
  std::size_t columns_;
};

TEST(Picture, OddOnesOfPluginsAreLeftOut) {
  for (const std::size_t columns : {0U, 2U, 31U}) {
    const OddDomain domain(columns);
    EXPECT_FALSE(picture_of(&domain, Value(1)).has_value()) << columns;
  }
  const OddDomain sound(5);
  EXPECT_TRUE(picture_of(&sound, Value(1)).has_value());
}

TEST(Picture, OnAPageTextIsShownAndNeverObeyed) {
  const Picture picture{1, {{"<b>", 4}, {"x", -1}}};
  const std::string svg = to_svg(picture, "\"><script>");
  EXPECT_THAT(svg, HasSubstr("&lt;b&gt;"));
  EXPECT_THAT(svg, Not(HasSubstr("<script>")));
  EXPECT_THAT(svg, HasSubstr("fill=\"none\""));
  EXPECT_THAT(svg, HasSubstr("height=\"32\""));
}

}  // namespace
}  // namespace inkling::app
