#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/params.hpp>
#include <inkling/value.hpp>

namespace inkling {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ParamSpecs specs() {
  return {{"starts", ParamType::integer, "64", "random starts", 1, 1024},
          {"rate", ParamType::real, "0.1", "step size", 0.0},
          {"verbose", ParamType::boolean, "false", "say more"},
          {"mode", ParamType::choice, "fast", "how", {}, {}, {"fast", "exact"}},
          {"label", ParamType::text, "none", "a name"}};
}

std::string refusal(std::string_view text) {
  const auto params = Params::parse(specs(), text);
  if (params) return "accepted";
  EXPECT_EQ(params.error().code, ErrorCode::bad_param) << text;
  return to_text(params.error());
}

TEST(Params, StartWithTheDefaults) {
  const Params params(specs());
  EXPECT_EQ(params.get_int("starts"), 64);
  EXPECT_DOUBLE_EQ(params.get_real("rate"), 0.1);
  EXPECT_FALSE(params.get_bool("verbose"));
  EXPECT_EQ(params.get_text("mode"), "fast");
  EXPECT_EQ(params.to_text(), "");
  EXPECT_TRUE(params.is_default("rate"));
}

TEST(Params, ParseEveryType) {
  const auto params =
      Params::parse(specs(), " starts = 3, rate=1e-3,verbose=yes,mode=exact,label=a b ");
  ASSERT_TRUE(params) << to_text(params.error());
  EXPECT_EQ(params->get_int("starts"), 3);
  EXPECT_DOUBLE_EQ(params->get_real("rate"), 0.001);
  EXPECT_TRUE(params->get_bool("verbose"));
  EXPECT_EQ(params->get_text("mode"), "exact");
  EXPECT_EQ(params->get_text("label"), "a b");
}

TEST(Params, TextHoldsTheDifferencesAndParsesBack) {
  for (const char* label : {"x", "a,b", " padded ", "q\"uote", "(", "]", "", "k=v", "\xC3\xA9"}) {
    Params params(specs());
    ASSERT_TRUE(params.set("label", to_text(Value(label)))) << label;
    ASSERT_TRUE(params.set("rate", "0.30000000000000004"));
    const auto back = Params::parse(specs(), params.to_text());
    ASSERT_TRUE(back) << params.to_text() << ": " << to_text(back.error());
    EXPECT_EQ(*back, params) << params.to_text();
    EXPECT_EQ(back->get_text("label"), label);
  }
  EXPECT_EQ(Params::parse(specs(), "rate=0.5,starts=2")->to_text(), "starts=2,rate=0.5");
  EXPECT_EQ(Params::parse(specs(), "starts=64")->to_text(), "");
}

TEST(Params, UnknownNamesAreRefusedWithTheNearest) {
  const std::string text = refusal("start=3");
  EXPECT_THAT(text, HasSubstr("unknown parameter 'start'"));
  EXPECT_THAT(text, HasSubstr("did you mean 'starts'?"));
  EXPECT_THAT(text, HasSubstr("valid are starts, rate, verbose, mode, label"));
}

TEST(Params, BadValuesAreRefusedWithTheRange) {
  EXPECT_THAT(refusal("starts=0"), HasSubstr("whole number from 1 to 1024"));
  EXPECT_THAT(refusal("starts=1.5"), HasSubstr("'1.5' is not a whole number"));
  EXPECT_THAT(refusal("starts="), HasSubstr("''"));
  EXPECT_THAT(refusal("starts=99999999999999999999"), HasSubstr("whole number"));
  EXPECT_THAT(refusal("rate=-1"), HasSubstr("at least 0"));
  EXPECT_THAT(refusal("rate=nan"), HasSubstr("not a number"));
  EXPECT_THAT(refusal("rate=inf"), HasSubstr("not a number"));
  EXPECT_THAT(refusal("verbose=maybe"), HasSubstr("true or false"));
  EXPECT_THAT(refusal("mode=fats"), HasSubstr("did you mean 'fast'?"));
  EXPECT_THAT(refusal("starts"), HasSubstr("expected name=value"));
  EXPECT_THAT(refusal("starts=1,starts=2"), HasSubstr("given twice"));
  EXPECT_FALSE(Params::parse(specs(), "label=\"open"));
  EXPECT_THAT(refusal(std::string_view("label=a\0b", 9)), HasSubstr("'a\\x00b' is not UTF-8"));
  EXPECT_THAT(refusal("label=\xff"), HasSubstr("is not UTF-8"));
  EXPECT_FALSE(Params::parse(specs(), "label=(a"));
}

TEST(Params, ReadingAnUndeclaredNameOrTypeIsAProgrammingError) {
  const Params params(specs());
  EXPECT_THROW(static_cast<void>(params.get_int("nothing")), Exception);
  EXPECT_THROW(static_cast<void>(params.get_int("rate")), Exception);
  EXPECT_THROW(static_cast<void>(params.get_text("starts")), Exception);
}

TEST(NamedParams, SplitNameAndParameters) {
  const auto plain = parse_named_params(" nli+gradient ");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->name, "nli+gradient");
  EXPECT_EQ(plain->params, "");
  const auto full = parse_named_params("a( x = (1,2) )");
  ASSERT_TRUE(full);
  EXPECT_EQ(full->name, "a");
  EXPECT_EQ(full->params, "x = (1,2)");
  for (const char* bad : {"", "(x=1)", "a(x", "a(x))", "a)", "a b", "a(x=1) b", "a=b"})
    EXPECT_FALSE(parse_named_params(bad)) << bad;
}

TEST(SplitNames, LeavesBracketsAlone) {
  const auto names = split_names("a, b(x=1,y=\"),\") ,c");
  ASSERT_TRUE(names);
  EXPECT_THAT(*names, ElementsAre("a", "b(x=1,y=\"),\")", "c"));
  for (const char* bad : {"", "a,,b", "a,", "a(", "a)"}) EXPECT_FALSE(split_names(bad)) << bad;
}

TEST(Nearest, FindsWhatWasMeant) {
  const std::vector<std::string> names{"enumerate", "random", "nli", "nli+gradient"};
  EXPECT_EQ(nearest("enumrate", names), "enumerate");
  EXPECT_EQ(nearest("radnom", names), "random");
  EXPECT_EQ(nearest("NLI", names), "nli");
  EXPECT_EQ(nearest("enum", names), "enumerate");
  EXPECT_EQ(nearest("zzzzzz", names), "");
  EXPECT_EQ(nearest("", names), "");
  EXPECT_EQ(nearest(std::string(1'000'000, 'n'), names), "");
}

TEST(Duration, ParsesUnits) {
  using namespace std::chrono_literals;
  EXPECT_EQ(*parse_duration("10s"), 10s);
  EXPECT_EQ(*parse_duration("250ms"), 250ms);
  EXPECT_EQ(*parse_duration("2m"), 2min);
  EXPECT_EQ(*parse_duration("1h"), 1h);
  EXPECT_EQ(*parse_duration(" 3 "), 3s);
  EXPECT_EQ(*parse_duration("1.5 s"), 1500ms);
  EXPECT_EQ(*parse_duration("0"), 0s);
  for (const char* bad :
       {"", "s", "-1s", "1x", "1s2", "nan", "inf", "1e400", "100000000000h", "0x10"})
    EXPECT_FALSE(parse_duration(bad)) << bad;
}

TEST(Duration, FormatsForPeople) {
  using namespace std::chrono_literals;
  EXPECT_EQ(format_duration(0ns), "0 ns");
  EXPECT_EQ(format_duration(12us), "12 us");
  EXPECT_EQ(format_duration(400us), "0.4 ms");
  EXPECT_EQ(format_duration(31ms), "31 ms");
  EXPECT_EQ(format_duration(1230ms), "1.2 s");
  EXPECT_EQ(format_duration(90s), "1.5 min");
  EXPECT_EQ(format_duration(90min), "1.5 h");
}

TEST(Bytes, ParsesUnits) {
  EXPECT_EQ(*parse_bytes("1048576"), 1048576U);
  EXPECT_EQ(*parse_bytes("512M"), std::size_t{512} << 20);
  EXPECT_EQ(*parse_bytes("2 GiB"), std::size_t{2} << 30);
  EXPECT_EQ(*parse_bytes("1.5k"), 1536U);
  for (const char* bad : {"", "M", "-1", "5X", "1e99", "99999999T", "0.0001"})
    EXPECT_FALSE(parse_bytes(bad)) << bad;
}

}  // namespace
}  // namespace inkling
