#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace convscope {

/// The shortest text that reads back as the same number: `0.5`, `1e-8`, `28`.
std::string number_text(double value);

/// Digits of an integer. Takes a third of the code of std::to_string, which is made for speed.
std::string integer_text(std::uint64_t value);

/// The double nearest to a number in JSON's grammar; infinite when it is too large.
double parse_number(std::string_view text);

}  // namespace convscope
