// The files of the page, which are part of the program.
#pragma once

#include <string_view>

namespace inkling::serve {

struct PageFile {
  std::string_view name;
  std::string_view type;
  std::string_view content;
};
// Null: there is no such file.
const PageFile* page_file(std::string_view name);

}  // namespace inkling::serve
