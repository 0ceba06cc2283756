#include "functions.hpp"

#include <array>
#include <sstream>
#include <utility>

namespace inkling::docstrings {
namespace {

Words split(const std::string& text) {
  std::istringstream in(text);
  Words words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

enum class Kind { number, text };

// A piece of a docstring and of the code; "$" in code is the item, "@" in both a parameter.
struct Piece {
  const char* name;                     // for the function's own name; may be ""
  std::vector<const char*> said;        // ways to say it
  const char* code;                     // tokens apart
  std::vector<const char*> parameters;  // one of them is a parameter, where there are some
  Kind from = Kind::number, to = Kind::number;
};

const std::vector<Piece> kChoices[2] = {
    {{"even", {"that are even", "divisible by two"}, "$ % 2 == 0", {}},
     {"odd", {"that are odd", "not divisible by two"}, "$ % 2 == 1", {}},
     {"positive", {"that are positive", "above zero", "greater than zero"}, "$ > 0", {}},
     {"negative", {"that are negative", "below zero"}, "$ < 0", {}},
     {"nonzero", {"that are not zero"}, "$ != 0", {}},
     {"above", {"greater than @", "above @"}, "$ > @", {"limit", "threshold", "bound"}},
     {"below", {"less than @", "below @"}, "$ < @", {"limit", "threshold", "bound"}},
     {"between", {"between @ and 100"}, "@ <= $ <= 100", {"low", "start"}},
     {"multiples",
      {"divisible by @", "that are multiples of @"},
      "$ % @ == 0",
      {"divisor", "factor"}}},
    {{"filled", {"that are not empty", "with at least one character"}, "$", {}, Kind::text},
     {"numeric", {"made of digits", "that hold digits only"}, "$ . isdigit ( )", {}, Kind::text},
     {"upper", {"in upper case"}, "$ . isupper ( )", {}, Kind::text},
     {"prefixed",
      {"that start with @", "beginning with @"},
      "$ . startswith ( @ )",
      {"prefix", "start"},
      Kind::text},
     {"ending",
      {"that end with @", "ending with @"},
      "$ . endswith ( @ )",
      {"suffix", "ending"},
      Kind::text},
     {"with", {"that contain @", "with @ in them"}, "@ in $", {"part", "pattern"}, Kind::text},
     {"without",
      {"that do not contain @", "without @ in them"},
      "@ not in $",
      {"part", "pattern"},
      Kind::text},
     {"long",
      {"longer than @", "of more than @ characters"},
      "len ( $ ) > @",
      {"length", "limit"},
      Kind::text},
     {"other", {"other than @", "that differ from @"}, "$ != @", {"word", "name"}, Kind::text}}};

const std::vector<Piece> kMaps[2] = {
    {{"squares", {"the squares of", "the second powers of"}, "$ * $", {}},
     {"doubles", {"twice the", "the doubles of"}, "2 * $", {}},
     {"halves", {"half of the", "the halves of"}, "$ / 2", {}},
     {"magnitudes", {"the absolute values of", "the magnitudes of"}, "abs ( $ )", {}},
     {"rounded",
      {"the rounded values , to @ digits , of"},
      "round ( $ , @ )",
      {"digits", "places"}},
     {"scaled", {"@ times the", "the products with @ of"}, "@ * $", {"factor", "scale"}},
     {"shifted", {"the sums with @ of", "@ plus the"}, "$ + @", {"offset", "step"}},
     {"texts", {"the texts of", "the string forms of"}, "str ( $ )", {}, Kind::number, Kind::text}},
    {{"lengths", {"the lengths of", "the numbers of characters of"}, "len ( $ )", {}, Kind::text},
     {"integers", {"the integers in", "the whole numbers given by"}, "int ( $ )", {}, Kind::text},
     {"counts",
      {"the counts of @ in", "how often @ occurs in"},
      "$ . count ( @ )",
      {"part", "letter"},
      Kind::text},
     {"stripped",
      {"the stripped forms of", "without spaces at their ends the"},
      "$ . strip ( )",
      {},
      Kind::text,
      Kind::text},
     {"upper",
      {"the upper case forms of", "in capitals the"},
      "$ . upper ( )",
      {},
      Kind::text,
      Kind::text},
     {"lower", {"the lower case forms of"}, "$ . lower ( )", {}, Kind::text, Kind::text},
     {"reversed",
      {"the reversed forms of", "backwards the"},
      "$ [ : : - 1 ]",
      {},
      Kind::text,
      Kind::text},
     {"initials",
      {"the first letters of", "the initials of"},
      "$ [ : 1 ]",
      {},
      Kind::text,
      Kind::text},
     {"cut", {"the first @ letters of"}, "$ [ : @ ]", {"width", "count"}, Kind::text, Kind::text},
     {"cleaned",
      {"with @ removed the", "without any @ the"},
      "$ . replace ( @ , '' )",
      {"part", "letter"},
      Kind::text,
      Kind::text}}};

// "%" is the generator or the list of what is summed up.
struct Sum {
  const char* name;
  std::vector<const char*> said;
  const char* code;
  bool numbers, texts;  // what it takes
  std::vector<const char*> parameters{};
};
const std::vector<Sum> kSums = {
    {"sum", {"the sum of", "the total of"}, "sum ( % )", true, false},
    {"largest", {"the largest of", "the maximum of"}, "max ( % )", true, false},
    {"smallest", {"the smallest of", "the minimum of"}, "min ( % )", true, false},
    {"sorted", {"a sorted list of", "in ascending order"}, "sorted ( % )", true, true},
    {"descending",
     {"in descending order", "from the last to the first in order"},
     "sorted ( ( % ) , reverse = True )",
     true,
     true},
    {"list", {"a list of", "a new list with"}, "[ % ]", true, true},
    {"unique", {"the set of", "without repetition"}, "set ( % )", true, true},
    {"distinct",
     {"how many different ones there are among", "the number of distinct values of"},
     "len ( set ( % ) )",
     true,
     true},
    {"joined",
     {"joined by @ ,", "a string with @ between"},
     "@ . join ( % )",
     false,
     true,
     {"separator", "delimiter"}},
    {"first", {"the first of", "or none , the first of"}, "next ( ( % ) , None )", true, true},
    {"longest", {"the longest of"}, "max ( ( % ) , key = len )", false, true},
    {"shortest", {"the shortest of"}, "min ( ( % ) , key = len )", false, true},
    {"average", {"the average of", "the mean of"}, "mean ( % )", true, false},
    {"counter", {"a counter of", "how often each occurs of"}, "Counter ( % )", true, true}};

struct Noun {
  const char *many, *one;
};
const std::vector<Noun> kNouns[2] = {{{"numbers", "number"},
                                      {"values", "value"},
                                      {"samples", "sample"},
                                      {"scores", "score"},
                                      {"prices", "price"},
                                      {"weights", "weight"}},
                                     {{"words", "word"},
                                      {"names", "name"},
                                      {"lines", "line"},
                                      {"texts", "text"},
                                      {"fields", "field"},
                                      {"keys", "key"}}};

// What is put together of a function while it is written.
class Writer {
 public:
  explicit Writer(Rng& rng) : rng_(rng) {}

  Function write() {
    kind_ = rng_.bernoulli(0.5) ? Kind::number : Kind::text;
    noun_ = pick(kNouns[index(kind_)]);
    open_source();
    std::string choice, map = "$";
    std::string said = noun_.many;
    if (rng_.bernoulli(0.6)) {
      const Piece& piece = pick(kChoices[index(kind_)]);
      const std::string parameter = parameter_of(piece.parameters);
      choice = replaced(piece.code, "@", parameter);
      said += " " + replaced(pick(piece.said), "@", parameter);
      name_.push_back(piece.name);
    }
    said = "the " + said;
    Kind made = kind_;
    if (rng_.bernoulli(0.6)) {
      const Piece& piece = pick(kMaps[index(kind_)]);
      const std::string parameter = parameter_of(piece.parameters);
      map = replaced(piece.code, "@", parameter);
      std::string words = replaced(pick(piece.said), "@", parameter);
      const bool article = words.size() > 4 && words.compare(words.size() - 4, 4, " the") == 0;
      said = words + " " + (article ? said.substr(4) : said);
      made = piece.to;
      name_.push_back(piece.name);
    }
    const Sum* sum = &pick(kSums);
    while (!(made == Kind::number ? sum->numbers : sum->texts)) sum = &pick(kSums);
    const std::string parameter = parameter_of(sum->parameters);
    name_.push_back(sum->name);
    said = replaced(pick(sum->said), "@", parameter) + " " + said;
    guard();
    const std::string result = replaced(sum->code, "@", parameter);
    body(choice, map, result);
    return finish(said);
  }

 private:
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(
        rng_.uniform(0, static_cast<std::int64_t>(from.size()) - 1))];
  }
  static std::size_t index(Kind kind) { return kind == Kind::number ? 0 : 1; }

  // A name that is not yet one, and no noun.
  std::string parameter_of(const std::vector<const char*>& names) {
    if (names.empty()) return "";
    const std::string name = pick(names);
    for (const std::string& known : parameters_)
      if (known == name) return name;
    parameters_.push_back(name);
    return name;
  }

  void line(const std::string& code) {
    for (std::string& token : split(code)) body_.push_back(std::move(token));
    body_.push_back(kNewLine);
  }
  void opening(const std::string& code) {
    line(code);
    body_.push_back(kIndent);
  }

  // Where the items come from: a parameter, a file, a text that is taken apart.
  void open_source() {
    const std::int64_t kind = rng_.uniform(0, 5);
    if (kind_ == Kind::text && kind == 0) {
      parameters_.push_back("path");
      opening("with open ( path ) as file :");
      line(std::string(noun_.many) + " = file . read ( ) . splitlines ( )");
      body_.push_back(kDedent);
      source_ = pick(std::vector<const char*>{"in the file at path", "of the file path"});
      name_.push_back("file");
    } else if (kind_ == Kind::text && kind == 1) {
      parameters_.insert(parameters_.end(), {"line", "comma"});
      line(std::string(noun_.many) + " = line . split ( comma )");
      source_ = "in line , separated by comma";
      name_.push_back("split");
    } else if (kind == 2) {
      parameters_.push_back("table");
      line(std::string(noun_.many) + " = table . values ( )");
      source_ = pick(std::vector<const char*>{"in the values of table", "of the dictionary table"});
      name_.push_back("table");
    } else {
      parameters_.push_back(noun_.many);
    }
  }

  // What is looked at before anything else.
  void guard() {
    static constexpr std::array kInstead = {
        std::pair("return None", "return none"),
        std::pair("raise ValueError ( 'empty' )", "raise ValueError"),
        std::pair("return default", "return default")};
    const auto kind = static_cast<std::size_t>(rng_.uniform(0, 6));
    if (kind >= kInstead.size()) return;
    const auto& [code, said] = kInstead[kind];
    if (kind == 2) parameters_.push_back("default");
    const std::string many = noun_.many;
    opening("if not " + many + " :");
    line(code);
    body_.push_back(kDedent);
    tail_ = said + (" if there are no " + many + " .");
  }

  void body(const std::string& choice, const std::string& map, const std::string& result) {
    const std::string one = noun_.one, many = noun_.many;
    const auto with_item = [&](const std::string& code) { return replaced(code, "$", one); };
    // A loop that collects them, said to be one.
    if (rng_.bernoulli(0.25)) {
      line("found = [ ]");
      opening("for " + one + " in " + many + " :");
      if (!choice.empty()) opening("if " + with_item(choice) + " :");
      line("found . append ( " + with_item(map) + " )");
      body_.insert(body_.end(), choice.empty() ? 1 : 2, kDedent);
      line("return " + replaced(replaced(result, "[ % ]", "found"), "%", "found"));
      lead_ = "collect and ";
      return;
    }
    std::string items = many;
    if (map != "$" || !choice.empty())
      items = with_item(map) + " for " + one + " in " + many +
              (choice.empty() ? "" : " if " + with_item(choice));
    else
      items = one + " for " + one + " in " + many;
    line("return " + replaced(result, "%", items));
  }

  Function finish(const std::string& said) {
    Function made;
    const std::string verb =
        pick(std::vector<const char*>{"return", "give", "compute", "get", "find"});
    made.docstring = split(lead_ + verb + " " + said + " " + source_ + " . " + tail_);
    for (std::size_t i = 0; i < name_.size(); ++i) {
      if (i > 0) made.signature.push_back("_");
      made.signature.push_back(name_[name_.size() - 1 - i]);
    }
    made.signature.push_back("(");
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      if (i > 0) made.signature.push_back(",");
      made.signature.push_back(parameters_[i]);
    }
    made.signature.push_back(")");
    made.body = body_;
    return made;
  }

  Rng& rng_;
  Kind kind_ = Kind::number;
  Noun noun_{};
  Words parameters_, name_, body_;
  std::string source_, tail_, lead_;
};

}  // namespace

Function random_function(Rng& rng) {
  return Writer(rng).write();
}

std::string to_python(const Function& function) {
  std::string text = "def ";
  for (const std::string& token : function.signature) text += token + (token == "," ? " " : "");
  text += ":\n    \"\"\"";
  for (std::size_t i = 0; i < function.docstring.size(); ++i)
    text += (i > 0 ? " " : "") + function.docstring[i];
  text += "\"\"\"\n";
  std::size_t depth = 1;
  bool fresh = true;
  for (const std::string& token : function.body) {
    if (token == kIndent) {
      ++depth;
    } else if (token == kDedent) {
      depth -= depth > 0 ? 1 : 0;  // what a network writes may have more of them
    } else if (token == kNewLine) {
      text += '\n';
      fresh = true;
    } else {
      text += fresh ? std::string(4 * depth, ' ') : " ";
      text += token;
      fresh = false;
    }
  }
  return text;
}

bool is_kept_back(const Function& function) {
  return Rng(1).split(to_python(function)).uniform(0, 9) == 0;
}

}  // namespace inkling::docstrings
