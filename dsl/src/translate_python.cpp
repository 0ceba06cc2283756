// Python: one function, and those of the table's definitions that it uses.
#include <fmt/format.h>

#include <map>
#include <set>

#include "print.hpp"
#include "translate.hpp"

namespace inkling::dsl {
namespace {

bool in_name(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// Names in a text, those behind a point left out; what stands in quotes counts too.
std::set<std::string, std::less<>> names_in(std::string_view text) {
  std::set<std::string, std::less<>> names;
  for (std::size_t i = 0; i < text.size();) {
    if (!in_name(text[i])) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < text.size() && in_name(text[i])) ++i;
    if (begin == 0 || text[begin - 1] != '.') names.emplace(text.substr(begin, i - begin));
  }
  return names;
}

struct Block {
  std::string name;
  std::string_view text;
  std::set<std::string, std::less<>> uses;
};

// Blocks stand between blank lines; "def f(..", "class C:" and "NAME = .." say what they define.
std::vector<Block> blocks_of(std::string_view definitions) {
  std::vector<Block> blocks;
  while (!definitions.empty()) {
    std::size_t end = definitions.find("\n\n");
    while (end != std::string_view::npos && end + 2 < definitions.size() &&
           definitions[end + 2] == ' ')
      end = definitions.find("\n\n", end + 2);
    end = std::min(end, definitions.size());
    std::string_view text = definitions.substr(0, end);
    definitions.remove_prefix(std::min(end + 2, definitions.size()));
    while (text.starts_with('\n')) text.remove_prefix(1);
    while (text.ends_with('\n')) text.remove_suffix(1);
    if (text.empty()) continue;
    std::string_view head = text;
    for (const std::string_view keyword : {"def ", "class "})
      if (head.starts_with(keyword)) head.remove_prefix(keyword.size());
    std::size_t n = 0;
    while (n < head.size() && in_name(head[n])) ++n;
    blocks.push_back({std::string(head.substr(0, n)), text, names_in(text)});
  }
  return blocks;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string literal(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::boolean:
      return value.as_bool() ? "True" : "False";
    case Value::Kind::integer:
      return value.as_int() < 0 ? "(" + std::to_string(value.as_int()) + ")"
                                : std::to_string(value.as_int());
    case Value::Kind::string:
      return quoted(value.as_string());
    case Value::Kind::list: {
      std::string items;
      for (const Value& item : value.as_list()) {
        const std::string text = literal(item);
        items += (items.empty() ? "" : ", ") + without_brackets(text, true);
      }
      return "[" + items + "]";
    }
    case Value::Kind::undefined:
      break;
  }
  return "None";
}

class PythonWriter {
 public:
  explicit PythonWriter(const Translation& translation) : translation_(translation) {}

  Result<std::string> write(const Expr& expr, int level) {
    switch (expr.kind) {
      case Expr::Kind::input:
        return "x" + std::to_string(expr.index);
      case Expr::Kind::bound:
        return variable_name(expr.index);
      case Expr::Kind::literal:
        return literal(expr.value);
      case Expr::Kind::constant:
        return constant(expr);
      case Expr::Kind::call:
        return call(expr, level);
      case Expr::Kind::lambda: {
        auto body = write(*expr.args[0], level + static_cast<int>(expr.params.size()));
        if (!body) return body;
        std::string names;
        for (int i = 0; i < static_cast<int>(expr.params.size()); ++i)
          names += (i > 0 ? ", " : "") + variable_name(level + i);
        return fmt::format("(lambda {}: {})", names, without_brackets(*body, true));
      }
      case Expr::Kind::let:
        break;
    }
    auto value = write(*expr.args[0], level);
    if (!value) return value;
    auto body = write(*expr.args[1], level + 1);
    if (!body) return body;
    return fmt::format("(lambda {}: {})({})", variable_name(level), without_brackets(*body, true),
                       without_brackets(*value, true));
  }

  // Definitions of the table that `code` needs, in their order.
  std::string definitions_for(const std::string& code) const {
    const std::vector<Block> blocks = blocks_of(translation_.renderings.definitions);
    std::set<std::string, std::less<>> wanted = names_in(code);
    for (bool grows = true; grows;) {
      grows = false;
      for (const Block& block : blocks)
        if (wanted.count(block.name) != 0)
          for (const std::string& name : block.uses) grows = wanted.insert(name).second || grows;
    }
    std::string text;
    for (const Block& block : blocks)
      if (wanted.count(block.name) != 0) text += std::string(block.text) + "\n\n\n";
    return text;
  }

 private:
  struct CallSlots : Slots {
    CallSlots(PythonWriter& w, const Expr& e, int l) : writer(w), expr(e), level(l) {
      backslashes = true;
    }
    Result<std::string> slot(std::string_view name) override {
      const auto i = static_cast<std::size_t>(name[0] - '0');
      if (i >= expr.args.size()) return Error{ErrorCode::internal, "no such argument"};
      const Expr& arg = *expr.args[i];
      if (name.size() == 1) return writer.write(arg, level);
      if (name.substr(1) == ".body") {
        auto body = writer.write(*arg.args[0], level + static_cast<int>(arg.params.size()));
        if (!body) return body;
        return without_brackets(*std::move(body), true);
      }
      if (name.substr(1) == ".natural") {
        const bool known = arg.kind == Expr::Kind::literal && arg.value.as_int() >= 0;
        auto number = writer.write(arg, level);
        return known || !number ? number
                                : "natural(" + without_brackets(*std::move(number), true) + ")";
      }
      return variable_name(level + (name[2] - '0'));
    }
    PythonWriter& writer;
    const Expr& expr;
    int level;
  };

  Result<std::string> call(const Expr& expr, int level) {
    const Rendering* row = find_rendering(translation_.renderings, *expr.op);
    if (row == nullptr || row->text == nullptr)
      return cannot_be_written(expr.op->name, translation_.renderings.target);
    CallSlots slots(*this, expr, level);
    return fill_template(row->text, slots);
  }

  // Names of enumerations are constants of the definitions: REGEX_NUMBER; one character stands for
  // itself.
  Result<std::string> constant(const Expr& expr) const {
    const std::int64_t value = expr.value.as_int();
    const EnumName* name = translation_.catalogue.constant(expr.sort.index, value);
    if (name == nullptr) return "re.escape(" + quoted(char_text(value - 256)) + ")";
    std::string text =
        translation_.catalogue.enumerations()[expr.sort.index].name + "_" + name->name;
    for (char& c : text)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
  }

  const Translation& translation_;
};

// How an argument of the command line becomes an input.
std::string read_argument(Type type, std::size_t i) {
  const std::string text = fmt::format("sys.argv[{}]", i + 1);
  if (type == Type{Type::Base::string, 0}) return text;
  return fmt::format("json.loads({})", text);
}

}  // namespace

Result<std::string> to_python(const Translation& translation) {
  PythonWriter writer(translation);
  auto body = writer.write(*translation.program.expr, 0);
  if (!body) return body;
  const std::string result = without_brackets(*std::move(body), true);
  std::string names;
  std::string arguments;
  bool reads_json = false;
  for (std::size_t i = 0; i < translation.inputs.size(); ++i) {
    names += fmt::format("{}x{}", i > 0 ? ", " : "", i);
    const std::string argument = read_argument(translation.inputs[i], i);
    reads_json = reads_json || argument.starts_with("json");
    arguments += (i > 0 ? ", " : "") + argument;
  }
  const std::string definitions = writer.definitions_for(result);
  const bool partial = names_in(definitions).count("Undefined") != 0;
  std::string imports;
  const auto used = names_in(definitions + result);
  for (const char* module : {"functools", "itertools", "math", "re"})
    if (used.count(module) != 0) imports += fmt::format("import {}\n", module);
  std::string comment;
  for (const char c : translation.text) comment += c == '\n' || c == '\r' ? ' ' : c;
  std::string code = fmt::format("# {}\n", comment);
  if (!imports.empty()) code += imports;
  code += "\n\n" + definitions;
  code += fmt::format("def program({}):\n", names);
  if (partial)
    code += fmt::format("    try:\n        return {}\n    except Undefined:\n        return None\n",
                        result);
  else
    code += fmt::format("    return {}\n", result);
  code +=
      fmt::format("\n\nif __name__ == \"__main__\":\n    import {}sys\n\n    print(program({}))\n",
                  reads_json ? "json, " : "", arguments);
  return code;
}

}  // namespace inkling::dsl
