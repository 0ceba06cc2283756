#include <cstdint>
#include <inkling/base/screen.hpp>

namespace inkling::screen {
namespace {

constexpr const char* kHex = "0123456789abcdef";

struct Character {
  char32_t value = 0;
  std::size_t bytes = 0;  // 0: the text ends within it
  bool valid = true;
};

bool is_tail(std::string_view text, std::size_t at) {
  return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

Character decode(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) return {lead, 1, false};
  char32_t value = lead & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if (i == text.size()) return {lead, 0};
    if (!is_tail(text, i)) return {lead, 1, false};
    value = (value << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  // Longer than needed, half of a pair, or beyond Unicode.
  const bool wrong = (bytes == 3 && (value < 0x800 || (value >= 0xD800 && value < 0xE000))) ||
                     (bytes == 4 && (value < 0x10000 || value > 0x10FFFF));
  return wrong ? Character{lead, 1, false} : Character{value, bytes};
}

void escape(const Character& c, std::string& out) {
  if (!c.valid) {
    out += "\\x";
  } else {
    out += "\\u";
    out += kHex[c.value >> 12U & 15U];
    out += kHex[c.value >> 8U & 15U];
  }
  out += kHex[c.value >> 4U & 15U];
  out += kHex[c.value & 15U];
}

// The bytes of the style at the front of text ("MARK31m"), 0 when there is none, npos when more
// text decides.
std::size_t style_size(std::string_view text) {
  std::size_t at = kStyleMark.size();
  if (!text.starts_with(kStyleMark)) return 0;
  while (at < text.size() && at < kStyleMark.size() + 2 && text[at] >= '0' && text[at] <= '9') ++at;
  if (at == text.size()) return text.npos;
  return text[at] == 'm' && at > kStyleMark.size() ? at + 1 : 0;
}

// Appends what can be decided on; returns how many bytes that were. With `last`, all of them.
std::size_t convert(std::string_view text, bool styles, bool last, std::string& out) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::string_view rest = text.substr(at);
    const auto byte = static_cast<unsigned char>(rest[0]);
    if ((byte >= 0x20 && byte < 0x7F) || byte == '\n' || byte == '\t') {
      out += rest[0];
      ++at;
      continue;
    }
    if (byte == '\r') {  // of a line's end
      if (rest.size() == 1 && !last) return at;
      if (rest.starts_with("\r\n")) {
        out += "\r\n";
        at += 2;
        continue;
      }
    }
    Character c = decode(rest);
    if (c.bytes == 0) {
      if (!last) return at;
      c = {byte, 1, false};
    }
    if (styles && c.value == 0xFDD0 && c.valid) {
      const std::size_t size = style_size(rest);
      if (size == rest.npos && !last) return at;
      if (size > 0 && size != rest.npos) {
        out += "\x1b[";
        out += rest.substr(kStyleMark.size(), size - kStyleMark.size());
        at += size;
        continue;
      }
    }
    if (!c.valid || is_control(c.value))
      escape(c, out);
    else
      out += rest.substr(0, c.bytes);
    at += c.bytes;
  }
  return at;
}

}  // namespace

bool is_control(char32_t c) {
  if (c < 0x20) return c != '\n' && c != '\t';
  return (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFDD0;
}

std::size_t control_bytes(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = static_cast<unsigned char>(text[0]);
  // Where the characters begin that is_control() names: most text is told by its first byte.
  if (byte >= 0x20 && byte != 0x7F && byte != 0xC2 && byte != 0xD8 && byte != 0xE2 && byte != 0xEF)
    return 0;
  const Character c = decode(text);
  return c.valid && is_control(c.value) ? c.bytes : 0;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  convert(text, false, true, out);
  return out;
}

Screen::Screen(std::ostream& out) : stream_(out), target_(out.rdbuf()) {
  stream_.flush();
  stream_.rdbuf(this);
}

Screen::~Screen() {
  finish();
  const auto state = stream_.rdstate();
  stream_.rdbuf(target_);  // which clears what was seen of failures
  stream_.clear(state);
}

void Screen::finish() {
  std::string out;
  convert(pending_, true, true, out);
  pending_.clear();
  if (!out.empty()) target_->sputn(out.data(), static_cast<std::streamsize>(out.size()));
}

Screen::int_type Screen::overflow(int_type c) {
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  const char one = traits_type::to_char_type(c);
  return xsputn(&one, 1) == 1 ? c : traits_type::eof();
}

std::streamsize Screen::xsputn(const char* text, std::streamsize size) {
  pending_.append(text, static_cast<std::size_t>(size));
  std::string out;
  out.reserve(pending_.size());
  pending_.erase(0, convert(pending_, true, false, out));
  const auto bytes = static_cast<std::streamsize>(out.size());
  return target_->sputn(out.data(), bytes) == bytes ? size : 0;
}

int Screen::sync() {
  finish();
  return target_->pubsync();
}

void write_raw(std::ostream& out, std::string_view bytes) {
  const auto size = static_cast<std::streamsize>(bytes.size());
  auto* screen = dynamic_cast<Screen*>(out.rdbuf());
  if (screen == nullptr) {
    out.write(bytes.data(), size);
    return;
  }
  screen->finish();
  if (screen->target_->sputn(bytes.data(), size) != size) out.setstate(std::ios::badbit);
}

}  // namespace inkling::screen
