// The characters of RobustFill's language, which generated tasks are made of.
#pragma once

#include <string_view>

namespace inkling::strings {

// The 21 delimiters, in the order of the published vocabulary.
inline constexpr std::string_view kDelimiters = "&,.?!@()[]%{}/:;$#\"' ";
// The 83 characters, in the order of the published vocabulary.
inline constexpr std::string_view kCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789&,.?!@()[]%{}/:;$#\"' ";

}  // namespace inkling::strings
