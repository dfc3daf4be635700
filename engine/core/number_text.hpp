#pragma once

#include <string>
#include <string_view>

namespace convscope {

/// The shortest text that reads back as the same number: `0.5`, `1e-8`, `28`.
std::string number_text(double value);

/// The double nearest to a number in JSON's grammar; infinite when it is too large.
double parse_number(std::string_view text);

}  // namespace convscope
