// What shapes read of metadata, and how they are checked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/nn/shape.hpp>

namespace inkling::nn {
namespace {

using testing::HasSubstr;
using testing::Optional;

WeightsFile file_of(std::map<std::string, std::string> metadata) {
  metadata["format"] = "inkling-test-1";
  return {std::move(metadata), {}};
}

TEST(ShapeFields, ReadsWhatIsThereAndTakesTheRestAsGiven) {
  const WeightsFile file = file_of({{"model.width", "48"}, {"model.bias", "mirrored"}});
  ShapeFields fields(file, "inkling-test-1");
  EXPECT_EQ(fields.integer("width", 7), 48);
  EXPECT_EQ(fields.integer("heads", 7), 7);
  EXPECT_EQ(fields.choice("bias", "none", {"none", "relative", "mirrored"}), 2U);
  EXPECT_EQ(fields.choice("reach", "far", {"near", "far"}), 1U);
  EXPECT_EQ(fields.word("bias", "none", "none|relative|mirrored"), "mirrored");
  EXPECT_EQ(fields.word("reach", "far", "near|far"), "far");
  EXPECT_EQ(fields.fault(), std::nullopt);
}

TEST(ShapeFields, KeepsTheFirstFault) {
  const WeightsFile file = file_of({{"model.width", "48x"}, {"model.bias", "tilted"}});
  const auto fault = [&](auto read, const char* format = "inkling-test-1") {
    ShapeFields fields(file, format);
    read(fields);
    return fields.fault().value_or("");
  };
  const auto width = [](ShapeFields& f) { f.integer("width", 1); };
  const auto bias = [](ShapeFields& f) { f.choice("bias", "none", {"none", "near", "far"}); };
  const auto word = [](ShapeFields& f) { EXPECT_EQ(f.word("bias", "near", "near|far"), "near"); };
  const auto both = [&](ShapeFields& f) { width(f), bias(f); };
  EXPECT_EQ(fault(width), "metadata 'model.width' is '48x', which is no whole number");
  EXPECT_EQ(fault(bias), "metadata 'model.bias' is 'tilted', not none, near or far");
  EXPECT_EQ(fault(word), "metadata 'model.bias' is 'tilted', not near or far");
  EXPECT_THAT(fault(both), HasSubstr("model.width"));
  EXPECT_EQ(fault(both, "inkling-other-1"),
            "it is of format 'inkling-test-1', and inkling-other-1 is needed");
}

TEST(ShapeChecks, NameTheValueAndItsBounds) {
  EXPECT_EQ(check_bounds({{"width", 2, 2, 8}, {"heads", 8, 1, 8}}), std::nullopt);
  EXPECT_THAT(check_bounds({{"width", 2, 2, 8}, {"heads", 9, 1, 8}, {"layers", 0, 1, 8}}),
              Optional(std::string("heads=9 is outside 1..8")));
  EXPECT_THAT(check_bounds({{"width", 1, 2, 8}}), Optional(HasSubstr("width=1")));
  EXPECT_EQ(check_heads(48, 4), std::nullopt);
  EXPECT_THAT(check_heads(48, 5), Optional(HasSubstr("heads=5")));
  EXPECT_THAT(check_heads(9, 3), Optional(HasSubstr("width=9 is not even")));
}

}  // namespace
}  // namespace inkling::nn
