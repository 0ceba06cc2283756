#include "world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codec.hpp"

namespace inkling::karel {
namespace {

using testing::HasSubstr;

Value world(std::initializer_list<const char*> rows) {
  Value::List list;
  for (const char* row : rows) list.emplace_back(row);
  return Value(std::move(list));
}

std::string fault(const Value& value) {
  const auto read = to_world(value);
  return read ? "" : read.error().message;
}

TEST(World, IsReadAndWritten) {
  const Value value = world({">(2).x", "3..9"});
  EXPECT_THAT(fault(value), HasSubstr("row 2 of the world has 4 cells, and row 1 has 3"));
  const Value good = world({">(2).x", "3.9"});
  const World read = to_world(good).value();
  EXPECT_EQ(read.rows, 2U);
  EXPECT_EQ(read.columns, 3U);
  EXPECT_EQ(read.facing, Facing::east);
  EXPECT_EQ(read.at(0, 0), 2);
  EXPECT_EQ(read.at(0, 2), kWall);
  EXPECT_EQ(read.at(1, 2), 9);
  EXPECT_EQ(to_value(read), good);
}

TEST(World, FaultsSayWhatIsWrong) {
  EXPECT_THAT(fault(Value(3)), HasSubstr("a world is a list of rows"));
  EXPECT_THAT(fault(world({"..", ".x"})), HasSubstr("no robot"));
  EXPECT_THAT(fault(world({">.", ".^"})), HasSubstr("2 robots"));
  EXPECT_THAT(fault(world({">.", ".#"})), HasSubstr("row 2 of the world has '#'"));
  EXPECT_THAT(fault(world({">.", ".é"})), HasSubstr("has 'é'"));
  EXPECT_THAT(fault(world({">(0).", "..."})), HasSubstr("has '('"));
  EXPECT_THAT(fault(world({">.", ""})), HasSubstr("row 2 of the world is empty"));
  EXPECT_THAT(fault(world({"................>"})), HasSubstr("more than 16 cells"));
  EXPECT_EQ(fault(world({"...............>"})), "");
  EXPECT_THAT(fault(Value(Value::List(17, Value(".")))), HasSubstr("17 rows"));
  EXPECT_THAT(fault(Value(Value::List{})), HasSubstr("0 rows"));
  EXPECT_THAT(fault(Value(Value::List{Value(">"), Value(1)})), HasSubstr("row 2 of the world is"));
}

TEST(World, MayBeTypedWithSlashes) {
  EXPECT_EQ(read_world(" >(2).x/3.9 ").value(), world({">(2).x", "3.9"}));
  EXPECT_EQ(read_world("[\"^\"]").value(), world({"^"}));
  EXPECT_EQ(read_world("v").value(), world({"v"}));
  EXPECT_FALSE(read_world(""));
  EXPECT_FALSE(read_world(">./"));
  EXPECT_FALSE(read_world("DEF run m( move m)"));
}

TEST(Tape, HoldsAWorldWithoutLoss) {
  const auto codec = make_codec(4);
  std::vector<int> tape(codec->shape().places);
  for (const Value& value : {world({">(9).x", "1.9"}), world({"v"}), world({"...<", "xxxx"})}) {
    ASSERT_TRUE(codec->write_output(value, tape));
    EXPECT_EQ(codec->read_output(tape).value(), value);
  }
  EXPECT_THAT(codec->write_output(world({"....>"}), tape).error().message,
              HasSubstr("does not fit the tape"));
  std::fill(tape.begin(), tape.end(), 2);
  EXPECT_THAT(codec->read_output(tape).error().message, HasSubstr("no robot"));
}

}  // namespace
}  // namespace inkling::karel
