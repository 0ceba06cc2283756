// DeepCoder's statement form, its nineteen functions, and the dialects.
#include "run.hpp"

namespace inkling::dsl::test {
namespace {

std::string statement(const std::string& operation) {
  return "x0 = INPUT | x1 = " + operation + " x0";
}

TEST(DeepCoder, HasAllFunctionsOfOneInteger) {
  const std::string xs = "[-3,-2,-1,0,1,2,3]";
  EXPECT_EQ(run(statement("Map (+1)"), xs), "[-2,-1,0,1,2,3,4]");
  EXPECT_EQ(run(statement("Map (-1)"), xs), "[-4,-3,-2,-1,0,1,2]");
  EXPECT_EQ(run(statement("Map (*2)"), xs), "[-6,-4,-2,0,2,4,6]");
  EXPECT_EQ(run(statement("Map (/2)"), xs), "[-2,-1,-1,0,0,1,1]");
  EXPECT_EQ(run(statement("Map (*(-1))"), xs), "[3,2,1,0,-1,-2,-3]");
  EXPECT_EQ(run(statement("Map (**2)"), xs), "[9,4,1,0,1,4,9]");
  EXPECT_EQ(run(statement("Map (*3)"), xs), "[-9,-6,-3,0,3,6,9]");
  EXPECT_EQ(run(statement("Map (/3)"), xs), "[-1,-1,-1,0,0,0,1]");
  EXPECT_EQ(run(statement("Map (*4)"), xs), "[-12,-8,-4,0,4,8,12]");
  EXPECT_EQ(run(statement("Map (/4)"), xs), "[-1,-1,-1,0,0,0,0]");
  EXPECT_EQ(run(statement("Filter (>0)"), xs), "[1,2,3]");
  EXPECT_EQ(run(statement("Filter (<0)"), xs), "[-3,-2,-1]");
  EXPECT_EQ(run(statement("Filter (%2==0)"), xs), "[-2,0,2]");
  EXPECT_EQ(run(statement("Filter (%2==1)"), xs), "[-3,-1,1,3]");
  EXPECT_EQ(run(statement("Count (%2==1)"), xs), "4");
}

TEST(DeepCoder, HasAllFunctionsOfTwoIntegers) {
  const auto zip = [](const std::string& f) {
    return run("x0 = INPUT | x1 = INPUT | x2 = ZipWith " + f + " x0 x1", "[5,1,9],[2,3]");
  };
  EXPECT_EQ(zip("(+)"), "[7,4]");
  EXPECT_EQ(zip("(-)"), "[3,-2]");
  EXPECT_EQ(zip("(*)"), "[10,3]");
  EXPECT_EQ(zip("(min)"), "[2,1]");
  EXPECT_EQ(zip("(max)"), "[5,3]");
  EXPECT_EQ(run(statement("Scanl1 (+)"), "[5,1,9]"), "[5,6,15]");
  EXPECT_EQ(run(statement("Scanl1 (-)"), "[5,1,9]"), "[5,4,-5]");
  EXPECT_EQ(run(statement("Scanl1 (*)"), "[5,1,9]"), "[5,5,45]");
  EXPECT_EQ(run(statement("Scanl1 (min)"), "[5,1,9]"), "[5,1,1]");
  EXPECT_EQ(run(statement("Scanl1 (max)"), "[5,1,9]"), "[5,5,9]");
}

TEST(DeepCoder, HasAllFirstOrderOperations) {
  const auto counted = [](const std::string& op) {
    return run("x0 = INPUT | x1 = INPUT | x2 = " + op + " x0 x1", "2,[4,9,1]");
  };
  EXPECT_EQ(run(statement("Head"), "[4,9,1]"), "4");
  EXPECT_EQ(run(statement("Last"), "[4,9,1]"), "1");
  EXPECT_EQ(run(statement("Minimum"), "[4,9,1]"), "1");
  EXPECT_EQ(run(statement("Maximum"), "[4,9,1]"), "9");
  EXPECT_EQ(run(statement("Reverse"), "[4,9,1]"), "[1,9,4]");
  EXPECT_EQ(run(statement("Sort"), "[4,9,1]"), "[1,4,9]");
  EXPECT_EQ(run(statement("Sum"), "[4,9,1]"), "14");
  EXPECT_EQ(counted("Take"), "[4,9]");
  EXPECT_EQ(counted("Drop"), "[1]");
  EXPECT_EQ(counted("Access"), "1");
}

TEST(DeepCoder, StatementsMeanTheSameAsExpressions) {
  EXPECT_EQ(run("x0 = INPUT | x1 = Map (*2) x0 | x2 = Sort x1", "[3,1]"),
            run("sort(map(x -> 2 * x, x0))", "[3,1]"));
  EXPECT_EQ(run("Sort(Map(x -> Multiply(2, x), x0))", "[3,1]"), "[2,6]");
  EXPECT_EQ(run("If(IsEven(IntDivide(x0, 2)), Square(x0), Subtract(x0, 1))", "9"), "81");
}

TEST(DeepCoder, ItsNineteenFunctionsAreTheFirstSeedsOfTheSearch) {
  std::vector<LambdaSeed> seeds = lists::lists_catalogue()->lambda_seeds();
  ASSERT_GE(seeds.size(), 19u);
  seeds.resize(19);
  for (const LambdaSeed& seed : seeds) {
    const bool two = seed.text.find(',') < seed.text.find("->");
    const bool test =
        seed.text.find_first_of("<=", seed.text.find("->") + 2) != std::string::npos ||
        seed.text.find("> 0") != std::string::npos;
    const std::string op = two ? "scanl1" : test ? "filter" : "map";
    const std::string result = run(op + "(" + seed.text + ", x0)", "[5,1,9]");
    EXPECT_EQ(result.front(), '[') << seed.text << ": " << result;
    EXPECT_EQ(seed.cost, 1);
  }
}

TEST(Dialects, HaveTheirRangesOfIntegers) {
  const auto sum_of = [](const std::string& dialect, const std::string& xs) {
    return run(dialect + " sum(x0)", xs);
  };
  EXPECT_EQ(sum_of("@exedec", "[25,25]"), "50");
  EXPECT_EQ(sum_of("@exedec", "[25,26]"), "undefined");
  EXPECT_EQ(sum_of("@exedec", "[-25,-26]"), "undefined");
  EXPECT_EQ(sum_of("@deepcoder", "[200,56]"), "256");
  EXPECT_EQ(sum_of("@deepcoder", "[-200,-56]"), "undefined");
  EXPECT_EQ(sum_of("@pccoder", "[-200,-56]"), "-256");
  EXPECT_EQ(sum_of("@pccoder", "[200,56]"), "undefined");
  EXPECT_EQ(sum_of("@default", "[200,56]"), "256");
  EXPECT_EQ(run("@exedec map(x -> x * 4, x0)", "[12]"), "[48]");
  EXPECT_EQ(run("@exedec map(x -> x * 4, x0)", "[12,13]"), "undefined");
  EXPECT_EQ(run("@exedec scanl1((a, x) -> a * x, x0)", "[9,9]"), "undefined");
}

TEST(Dialects, DivideDownOrTowardsZeroAndKeepTheRemainder) {
  EXPECT_EQ(run("@exedec map(x -> x / 2, x0)", "[-3,3]"), "[-2,1]");
  EXPECT_EQ(run("@deepcoder map(x -> x / 2, x0)", "[-3,3]"), "[-1,1]");
  EXPECT_EQ(run("@pccoder x0 / -4", "7"), "-1");
  for (const char* dialect : {"@exedec", "@deepcoder", "@pccoder", "@default"})
    EXPECT_EQ(run(std::string(dialect) + " filter(x -> x % 2 == 1, x0)", "[-3,-2,3]"), "[-3,3]");
}

TEST(Dialects, TreatNegativePositionsTheirWay) {
  EXPECT_EQ(run("@exedec take(-1, x0)", "[1,2,3]"), "[1,2]");
  EXPECT_EQ(run("@exedec drop(-1, x0)", "[1,2,3]"), "[3]");
  EXPECT_EQ(run("@exedec access(-1, x0)", "[1,2,3]"), "undefined");
  EXPECT_EQ(run("@pccoder take(-1, x0)", "[1,2,3]"), "[1,2]");
  EXPECT_EQ(run("@pccoder access(-1, x0)", "[1,2,3]"), "undefined");
  EXPECT_EQ(run("@deepcoder take(-1, x0)", "[1,2,3]"), "[]");
  EXPECT_EQ(run("@deepcoder drop(-1, x0)", "[1,2,3]"), "[1,2,3]");
  EXPECT_EQ(run("@default access(-1, x0)", "[1,2,3]"), "3");
}

TEST(Dialects, LimitTheLengthOfLists) {
  EXPECT_EQ(run("@deepcoder length(range(0, 20))", ""), "20");
  EXPECT_EQ(run("@deepcoder length(range(0, 21))", ""), "undefined");
  EXPECT_EQ(run("@deepcoder concat(range(0, 11), range(0, 11))", ""), "undefined");
  EXPECT_EQ(run("@deepcoder length(flatten(repeat(range(0, 11), 2)))", ""), "undefined");
  EXPECT_EQ(run("length(range(0, 1048576))", ""), "1048576");
  EXPECT_EQ(run("length(range(0, 1048577))", ""), "undefined");
}

// Sharing memory must not let a small program stand for a huge value.
TEST(Dialects, ValuesThatWouldBeHugeAreUndefined) {
  EXPECT_EQ(run("repeat(repeat(repeat(repeat(1, 1000), 1000), 1000), 1000)", ""), "undefined");
  EXPECT_EQ(run("let a = range(0, 10000) in map(x -> map(y -> a, a), a)", ""), "undefined");
}

}  // namespace
}  // namespace inkling::dsl::test
