// What the Python of a program of strings is defined by, beside what all languages share.
#pragma once

namespace inkling::strings {

extern const char* const kPythonText;
extern const char* const kPythonNumbers;
extern const char* const kPythonDates;

}  // namespace inkling::strings
