// The operator tables of docs/languages.md are those of the catalogues.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <inkling/dsl/language.hpp>
#include <sstream>
#include <string>

#include "lists_catalogue.hpp"
#include "strings_catalogue.hpp"

namespace inkling::dsl {
namespace {

constexpr std::string_view kMarker = "<!-- The rest is generated";

// The reference with its headings one level lower.
std::string section(std::shared_ptr<const Catalogue> catalogue) {
  std::istringstream lines(make_language(std::move(catalogue))->reference());
  std::string text = "\n";
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) line.insert(0, 1, '#');
    text += line + "\n";
  }
  return text;
}

TEST(Docs, LanguagesPageHoldsTheGeneratedTables) {
  std::ifstream in(INKLING_LANGUAGES_PAGE);
  ASSERT_TRUE(in.is_open()) << INKLING_LANGUAGES_PAGE;
  const std::string page{std::istreambuf_iterator<char>(in), {}};
  const std::size_t marker = page.find(kMarker);
  ASSERT_NE(marker, std::string::npos);
  const std::size_t begin = page.find('\n', marker) + 1;
  const std::string tables =
      section(lists::lists_catalogue()) + section(strings::strings_catalogue());
  if (std::getenv("INKLING_UPDATE_DOCS") != nullptr) {
    std::ofstream(INKLING_LANGUAGES_PAGE) << page.substr(0, begin) << tables;
    return;
  }
  EXPECT_TRUE(page.substr(begin) == tables)
      << "the tables are out of date; run this test again with INKLING_UPDATE_DOCS=1";
}

}  // namespace
}  // namespace inkling::dsl
