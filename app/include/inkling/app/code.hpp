// Programs taken away as code of other languages, and where a prediction comes from.
#pragma once

#include <inkling/app/layout.hpp>
#include <inkling/crosscheck.hpp>
#include <inkling/task.hpp>
#include <inkling/translator.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inkling::app {

// What programs of this interpreter can be written in; empty: nothing.
std::vector<Target> targets_of(const Interpreter* interpreter);
// The program in the target, for inputs like those of the task. Errors: those of
// Translator::translate; unsupported for a program of no language.
Result<std::string> code_of(const CheckedProgram& program, std::string_view target,
                            const Task& task);
// Of a program that is known by its text, in the domain's language. Errors as above, and of
// parsing.
Result<std::string> code_of(const Language& language, std::string_view program,
                            std::string_view target, const std::vector<Type>& inputs,
                            const Placement& placement = {});
// The letters of a column of a sheet, from 0: A, .. Z, AA.
std::string column_letters(std::size_t column);

// What came from where: of the output of one program on one row of inputs.
struct Origins {
  std::vector<Value> inputs;
  Value output;
  std::string program;
  std::vector<TextPiece> pieces;
};
// Errors: unsupported where the program's language cannot say, and those of running it.
Result<Origins> origins_of(const CheckedProgram& program, const std::vector<Value>& inputs);
// Inputs and output with a mark below every character that came from, or went to, another place,
// and what the marks mean where that is not plain; with a style the marked characters are coloured.
// Lines of at most `width` columns; 0 = no limit.
std::string to_text(const Origins& origins, const Style& style, std::size_t width = 0);
// {"inputs":..,"output":..,"program":..,"pieces":[{"begin":0,"end":1,"kind":"copied",
// "sources":[{"input":0,"begin":0,"end":1}]}]}, positions in characters.
std::string to_json(const Origins& origins);
// A record of answers with "code", the program that fits all examples in another language, or null
// and the reason in "warnings".
std::string record_with_code(const std::string& record, const Language& language,
                             std::string_view target, const std::vector<Type>& inputs);
// {"program":..,"target":..,"code":..}
std::string code_json(std::string_view program, std::string_view target, std::string_view code);

}  // namespace inkling::app
