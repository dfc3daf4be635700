#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace convscope {

/// Bytes of the well-formed UTF-8 character at `at` (Unicode 15, table 3-7); 0 if there is none.
std::size_t utf8_length(std::string_view text, std::size_t at) noexcept;

/// The code of a well-formed character; that of the replacement character for a stray byte.
std::uint32_t utf8_code(std::string_view character) noexcept;

void append_utf8(std::string& text, std::uint32_t code);

}  // namespace convscope
