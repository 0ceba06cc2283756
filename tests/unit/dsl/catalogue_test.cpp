#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/dsl/scalar_operators.hpp>

#include "test_catalogue.hpp"

namespace inkling::dsl::test {
namespace {

Cell cell_of(std::int64_t number) {
  Cell cell;
  cell.i = number;
  return cell;
}

TEST(Catalogue, ReadsSignatures) {
  Catalogue c("c", "title");
  c.add_enumeration({"kind", false});
  const auto round_trip = [&](const char* name, const char* signature) {
    return c.signature(c.add(name, signature));
  };
  EXPECT_EQ(round_trip("a1", "(n: int) -> bool"), "(n: int) -> bool");
  EXPECT_EQ(round_trip("a2", "() -> string"), "() -> string");
  EXPECT_EQ(round_trip("a3", "(f: a -> b, xs: list a) -> list b"),
            "(f: a -> b, xs: list of a) -> list of b");
  EXPECT_EQ(round_trip("a4", "(f: (a, b -> c), xs: list a) -> list c"),
            "(f: (a, b) -> c, xs: list of a) -> list of c");
  EXPECT_EQ(round_trip("a5", "(f: (a, b) -> c, xs: list of a) -> list of list c"),
            "(f: (a, b) -> c, xs: list of a) -> list of list of c");
  EXPECT_EQ(round_trip("a6", "(k: kind) -> list list int"), "(k: kind) -> list of list of int");
}

TEST(Catalogue, RefusesIllFormedSignatures) {
  Catalogue c("c", "title");
  for (const char* bad : {"", "int", "(n) -> int", "(n: int)", "(n: number) -> int",
                          "(n: int, ) -> ", "(n: int) -> int extra", "(f: (a, b), x: a) -> a",
                          "(a: int, b: int, c: int, d: int, e: int, f: int, g: int, h: int, "
                          "i: int) -> int"})
    EXPECT_THROW(c.add("bad", bad), Exception) << bad;
  EXPECT_TRUE(c.operators().empty());
}

TEST(Catalogue, RefusesDuplicatesButTakesOverloads) {
  Catalogue c("c", "title");
  c.add("f", "(n: int) -> int");
  c.add("f", "(s: string) -> int");
  EXPECT_THROW(c.add("f", "(other: int) -> bool"), Exception);
  EXPECT_EQ(c.find("f").size(), 2u);
}

TEST(Catalogue, FindsByNameAliasSymbolAndCompactName) {
  const auto c = small_catalogue();
  ASSERT_EQ(c->find("Sort").size(), 1u);
  EXPECT_EQ(c->find("Sort")[0], c->find("sort")[0]);
  EXPECT_EQ(c->find_infix("+")[0]->name, "add");
  EXPECT_EQ(c->find_infix("==").size(), 2u);
  EXPECT_EQ(c->find_compact("GetToken")[0]->name, "token");
  EXPECT_TRUE(c->find("nothing").empty());
  for (const Operator& op : c->operators())
    EXPECT_EQ(&c->operators()[static_cast<std::size_t>(op.id)], &op);
}

TEST(Catalogue, IndexesOperatorsAddedLater) {
  Catalogue c("c", "title");
  c.add("f", "(n: int) -> int").aliases = {"F"};
  EXPECT_EQ(c.find("F").size(), 1u);
  c.add("g", "(n: int) -> int").aliases = {"F"};
  EXPECT_EQ(c.find("F").size(), 2u);
}

TEST(Catalogue, AnIdiomRunsItsText) {
  Catalogue c("c", "title");
  add_scalar_operators(c);
  c.set_idioms({{"(n: int, m: int) -> int", "x0 * x0 - x1", 3}});
  ASSERT_EQ(c.idioms().size(), 1u);
  const Operator& idiom = c.idioms().front();
  EXPECT_EQ(idiom.cost, 3);
  Arena arena;
  const Dialect plain;
  EvalContext context{arena, plain, 1000};
  const Cell args[] = {cell_of(7), cell_of(9)};
  Cell result;
  ASSERT_TRUE(idiom.eval(context, {&idiom, {}, idiom.result}, args, result));
  EXPECT_EQ(result.i, 40);
  // They are no operators of the language.
  EXPECT_TRUE(c.find(idiom.name).empty());
}

TEST(Catalogue, RefusesIdiomsThatAreNotWhatTheySay) {
  Catalogue c("c", "title");
  add_scalar_operators(c);
  for (const auto& [signature, text] :
       {std::pair("(n: int) -> int", "x0 +"), std::pair("(n: int) -> int", "x0 == 1"),
        std::pair("(n: int) -> int", "x1"), std::pair("(n: string) -> int", "x0 + 1"),
        std::pair("(n: int", "x0")})
    EXPECT_THROW(c.set_idioms({{signature, text}}), Exception) << signature << ": " << text;
}

TEST(Sorts, ConvertToAndFromTypes) {
  for (const char* text : {"int", "bool", "string", "list of int", "list of list of string"}) {
    const Type type = *parse_type(text);
    EXPECT_EQ(to_type(to_sort(type)), type) << text;
    EXPECT_EQ(small_catalogue()->to_text(to_sort(type)), text);
  }
  EXPECT_TRUE(kInt.scalar());
  EXPECT_FALSE(kInts.scalar());
  EXPECT_TRUE(kBools.integers());
  EXPECT_FALSE(kNested.integers());
  EXPECT_EQ(kNested.element(), kInts);
}

}  // namespace
}  // namespace inkling::dsl::test
