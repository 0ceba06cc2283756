#include "shell_files.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>
#include <vector>

namespace inkling::repl {
namespace {

struct OptionFacts {
  std::vector<std::string> names{};  // "-c", "--command"; of a positional argument its own name
  std::string help{};
  std::string type{};                  // "FILE"; empty: it takes no value
  std::vector<std::string> choices{};  // of its value
  bool positional = false;
  bool file = false;  // its value is a path
};

// "TEXT:{a,b}" has choices.
std::vector<std::string> choices_in(const std::string& type) {
  const auto begin = type.find('{');
  const auto end = type.find('}');
  std::vector<std::string> choices;
  if (begin == std::string::npos || end == std::string::npos || end < begin) return choices;
  std::istringstream list(type.substr(begin + 1, end - begin - 1));
  for (std::string choice; std::getline(list, choice, ',');) choices.push_back(choice);
  return choices;
}

OptionFacts facts_of(const CLI::Option& option) {
  OptionFacts facts;
  for (const std::string& name : option.get_snames()) facts.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) facts.names.push_back("--" + name);
  facts.positional = facts.names.empty();
  if (facts.positional) facts.names.push_back(option.get_name());
  facts.help = option.get_description();
  if (facts.positional || option.get_items_expected_max() > 0) {
    facts.choices = choices_in(option.get_type_name());
    facts.type = option.get_type_name();
    facts.type.resize(std::min(facts.type.find(':'), facts.type.size()));
    if (facts.type.empty()) facts.type = "VALUE";
  }
  const std::string& name = facts.names.back();
  facts.file = facts.type == "FILE" || facts.type == "DIR" || facts.type == "FOLDER" ||
               name == "file" || name == "--out" || name == "--model";
  return facts;
}

std::vector<OptionFacts> options_of(const CLI::App& app) {
  std::vector<OptionFacts> all;
  for (const CLI::Option* option : app.get_options())
    if (!option->get_group().empty()) all.push_back(facts_of(*option));
  return all;
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  std::vector<const CLI::App*> all;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; }))
    all.push_back(sub);
  return all;
}

std::string joined(const std::vector<std::string>& words, const char* separator) {
  return fmt::format("{}", fmt::join(words, separator));
}

// In single quotes, as all three shells read it.
std::string quoted(std::string text) {
  for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 4)
    text.replace(at, 1, "'\\''");
  return "'" + text + "'";
}
std::string fish_quoted(const std::string& text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::vector<std::string> words_of(const CLI::App& app) {
  std::vector<std::string> words;
  for (const OptionFacts& option : options_of(app))
    if (!option.positional) words.insert(words.end(), option.names.begin(), option.names.end());
  return words;
}

// The part of a zsh specification that says what a value may be.
std::string zsh_value(const OptionFacts& option) {
  if (!option.choices.empty())
    return fmt::format(":{}:({})", option.type, joined(option.choices, " "));
  return fmt::format(":{}:{}", option.type, option.file ? "_files" : " ");
}

std::string zsh_option(const OptionFacts& option, const std::string& name) {
  std::string help;
  for (char c : option.help) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') help += '\\';
    help += c;
  }
  const bool value = !option.type.empty();
  return quoted(fmt::format("*{}[{}]{}", name, help, value ? zsh_value(option) : ""));
}

std::string zsh_arguments(const CLI::App& app, const std::string& indent) {
  std::string text;
  for (const OptionFacts& option : options_of(app)) {
    if (option.positional) continue;
    for (const std::string& name : option.names)
      text += fmt::format(" \\\n{}{}", indent, zsh_option(option, name));
  }
  return text;
}

std::string fish_option(const OptionFacts& option, const std::string& condition) {
  std::string line = "complete -c inkling";
  if (!condition.empty()) line += fmt::format(" -n {}", fish_quoted(condition));
  for (const std::string& name : option.names)
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!option.type.empty()) line += option.file && option.choices.empty() ? " -r -F" : " -x";
  if (!option.choices.empty()) line += " -a " + fish_quoted(joined(option.choices, " "));
  return line + " -d " + fish_quoted(option.help) + "\n";
}

// Text of a manual page: what roff would take for its own is not.
std::string roff(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool first = i == 0 || text[i - 1] == '\n';
    if (first && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '\'')
      out += "\\(aq";
    else if (c == '`')
      out += "\\(ga";
    else
      out += c;
  }
  return out;
}

std::string roff_option(const OptionFacts& option) {
  std::string head;
  for (const std::string& name : option.names)
    head += fmt::format("{}\\fB{}\\fR", head.empty() ? "" : ", ", roff(name));
  if (!option.positional && !option.type.empty())
    head += fmt::format(" \\fI{}\\fR",
                        roff(option.choices.empty() ? option.type : joined(option.choices, "|")));
  return fmt::format(".TP\n{}\n{}\n", head, roff(option.help));
}

}  // namespace

std::string bash_completion(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : commands_of(app)) names.push_back(sub->get_name());
  // What stands behind an option, and which values it has.
  std::string values;
  const auto add_cases = [&](const std::string& command, const CLI::App& of) {
    for (const OptionFacts& option : options_of(of)) {
      if (option.positional || option.type.empty()) continue;
      const std::string what = !option.choices.empty()
                                   ? fmt::format("COMPREPLY=($(compgen -W {} -- \"$cur\"))",
                                                 quoted(joined(option.choices, " ")))
                               : option.file ? "COMPREPLY=($(compgen -f -- \"$cur\"))"
                                             : "COMPREPLY=()";
      std::string patterns;
      for (const std::string& name : option.names)
        patterns += fmt::format("{}{}:{}", patterns.empty() ? "" : "|", command, name);
      values += fmt::format("    {}) {}; return ;;\n", patterns, what);
    }
  };
  std::string words;
  for (const CLI::App* sub : commands_of(app)) {
    add_cases(sub->get_name(), *sub);
    std::vector<std::string> own = words_of(*sub);
    for (const OptionFacts& option : options_of(*sub))
      if (option.positional) own.insert(own.end(), option.choices.begin(), option.choices.end());
    for (const CLI::App* inner : commands_of(*sub)) own.push_back(inner->get_name());
    words += fmt::format("    {}) words={} ;;\n", sub->get_name(), quoted(joined(own, " ")));
  }
  add_cases("*", app);
  return fmt::format(R"(# bash completion of inkling: written by `inkling completion bash`
_inkling() {{
  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} command='' words word
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case " {} " in *" $word "*) command=$word; break ;; esac
  done
  case "$command:$prev" in
{}  esac
  case "$command" in
{}    *) words={} ;;
  esac
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$words {}" -- "$cur"))
  else
    COMPREPLY=($(compgen -W "${{words//--*([^ ])/}}" -- "$cur"))
    [[ -n $command ]] && COMPREPLY+=($(compgen -f -- "$cur"))
  fi
}}
complete -o filenames -F _inkling inkling
)",
                     joined(names, " "), values, words, quoted(joined(names, " ")),
                     joined(words_of(app), " "));
}

std::string zsh_completion(const CLI::App& app) {
  std::string names;
  std::string cases;
  for (const CLI::App* sub : commands_of(app)) {
    std::string help = sub->get_description();
    names += fmt::format("    {}\n", quoted(sub->get_name() + ":" + help));
    std::string positional;
    for (const OptionFacts& option : options_of(*sub))
      if (option.positional)
        positional = quoted("*" + (option.file ? ":FILE:_files" : zsh_value(option)));
    cases += fmt::format("    {})\n      _arguments -s{}{}\n      ;;\n", sub->get_name(),
                         zsh_arguments(app, "        ") + zsh_arguments(*sub, "        "),
                         positional.empty() ? "" : " \\\n        " + positional);
  }
  return fmt::format(R"(#compdef inkling
# zsh completion of inkling: written by `inkling completion zsh`
_inkling() {{
  local -a commands
  local command word
  commands=(
{})
  for word in "${{(@)words[2,CURRENT-1]}}"; do
    if (( ${{commands[(I)$word:*]}} )); then command=$word; break; fi
  done
  case "$command" in
{}    *)
      if [[ $PREFIX == -* ]]; then
        _arguments -s{}
      else
        _describe 'command' commands
      fi
      ;;
  esac
}}
_inkling "$@"
)",
                     names, cases, zsh_arguments(app, "          "));
}

std::string fish_completion(const CLI::App& app) {
  std::string text = "# fish completion of inkling: written by `inkling completion fish`\n";
  std::vector<std::string> names;
  for (const CLI::App* sub : commands_of(app)) names.push_back(sub->get_name());
  text += fmt::format("complete -c inkling -f -n 'not __fish_seen_subcommand_from {}'\n",
                      joined(names, " "));
  for (const OptionFacts& option : options_of(app))
    if (!option.positional) text += fish_option(option, "");
  for (const CLI::App* sub : commands_of(app)) {
    text += fmt::format("complete -c inkling -n {} -a {} -d {}\n",
                        fish_quoted("not __fish_seen_subcommand_from " + joined(names, " ")),
                        sub->get_name(), fish_quoted(sub->get_description()));
    const std::string here = "__fish_seen_subcommand_from " + sub->get_name();
    for (const OptionFacts& option : options_of(*sub)) {
      if (!option.positional)
        text += fish_option(option, here);
      else if (!option.choices.empty())
        text += fmt::format("complete -c inkling -f -n {} -a {} -d {}\n", fish_quoted(here),
                            fish_quoted(joined(option.choices, " ")), fish_quoted(option.help));
    }
  }
  return text;
}

std::string manual_page(const CLI::App& app, const std::string& version) {
  std::string text = fmt::format(
      ".\\\" written by `inkling manual`\n.TH INKLING 1 \"\" \"inkling {}\" \"User Commands\"\n"
      ".SH NAME\ninkling \\- programs from examples\n"
      ".SH SYNOPSIS\n\\fBinkling\\fR [\\fIOPTION\\fR]...\n.br\n"
      "\\fBinkling\\fR \\fICOMMAND\\fR [\\fIARGUMENT\\fR]...\n.SH DESCRIPTION\n{}\n.SH OPTIONS\n",
      roff(version), roff(app.get_description()));
  for (const OptionFacts& option : options_of(app))
    if (!option.positional) text += roff_option(option);
  text += ".SH COMMANDS\n";
  for (const CLI::App* sub : commands_of(app)) {
    text += fmt::format(".SS inkling {}", sub->get_name());
    for (const OptionFacts& option : options_of(*sub))
      if (option.positional) text += " " + roff(option.names.front());
    text += fmt::format("\n{}\n", roff(sub->get_description()));
    for (const OptionFacts& option : options_of(*sub))
      if (option.names.back() != "--help") text += roff_option(option);
    if (!sub->get_footer().empty())
      text += fmt::format(".PP\n.nf\n{}\n.fi\n", roff(sub->get_footer()));
  }
  text += fmt::format(".SH EXIT STATUS AND EXAMPLE\n.nf\n{}\n.fi\n", roff(app.get_footer()));
  return text;
}

}  // namespace inkling::repl
