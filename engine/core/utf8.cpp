#include "engine/core/utf8.hpp"

namespace convscope {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t at) noexcept {
  return at < text.size() ? static_cast<std::uint8_t>(text[at]) : 0;
}

/// Bytes that a character with this first one has; 0 for a byte that starts none.
std::size_t announced_length(std::uint8_t first) noexcept {
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

}  // namespace

std::size_t utf8_length(std::string_view text, std::size_t at) noexcept {
  const std::size_t length = announced_length(byte_at(text, at));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte_at(text, at + i) & 0xC0) != 0x80) return 0;
  }
  if (length < 3) return length;
  const std::uint32_t code = utf8_code(text.substr(at, length));
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  const bool too_long = code < (length == 3 ? 0x800U : 0x10000U);
  return surrogate || too_long || code > 0x10FFFF ? 0 : length;
}

std::uint32_t utf8_code(std::string_view character) noexcept {
  const std::uint32_t first = byte_at(character, 0);
  const std::size_t length = character.size();
  if (length == 1) return first < 0x80 ? first : 0xFFFD;
  std::uint32_t code = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) code = code << 6 | (byte_at(character, i) & 0x3FU);
  return code;
}

void append_utf8(std::string& text, std::uint32_t code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
    return;
  }
  const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  text += static_cast<char>((0xFF00 >> (more + 1) & 0xFF) | code >> (6 * more));
  for (int i = more - 1; i >= 0; --i) text += static_cast<char>(0x80 | (code >> (6 * i) & 0x3F));
}

}  // namespace convscope
