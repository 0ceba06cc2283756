// What the screen can do: width and colours.
#pragma once

#include <cstddef>
#include <inkling/app/layout.hpp>

namespace inkling::repl {

// The prompt and the command line are a face of inkling-app and speak its words as their own.
using namespace app;

enum class ColorChoice { automatic, always, never };

// Whether to colour what goes to a stream: asked for, or a capable terminal without NO_COLOR.
bool colors_wanted(ColorChoice choice, bool is_terminal);
bool is_terminal(int fd);
// Columns of the terminal, or 0 when `fd` is none.
std::size_t terminal_columns(int fd);

}  // namespace inkling::repl
