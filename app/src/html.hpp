// Text in a page: what it holds is shown, never obeyed.
#pragma once

#include <string>
#include <string_view>

namespace inkling::app::html {

// For text and attributes alike.
std::string escaped(std::string_view text);
std::string code(std::string_view text);

}  // namespace inkling::app::html
