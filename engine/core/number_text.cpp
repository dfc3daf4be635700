#include "engine/core/number_text.hpp"

#include <cmath>
#include <cstdint>

#ifdef __EMSCRIPTEN__
#include <emscripten/em_js.h>
#else
#include <charconv>
#include <limits>
#endif

namespace convscope {
namespace {

/// Room for any double as text.
constexpr std::size_t kMostCharacters = 32;

#ifdef __EMSCRIPTEN__

// JavaScript has both conversions, exact ones; those of a C library are 15 KB of WebAssembly.
EM_JS_DEPS(convscope_numbers, "$UTF8ToString");
EM_JS(int, write_number, (double value, char* to), {
  const text = String(value);
  for (let i = 0; i < text.length; ++i) HEAPU8[to + i] = text.charCodeAt(i);
  return text.length;
});
EM_JS(double, read_number, (const char* text, int length),
      { return Number(UTF8ToString(text, length)); });

std::string written(double value) {
  std::string text(kMostCharacters, ' ');
  text.resize(static_cast<std::size_t>(write_number(value, text.data())));
  return text;
}

double read(std::string_view text) {
  return read_number(text.data(), static_cast<int>(text.size()));
}

#else

std::string written(double value) {
  std::string text(kMostCharacters, ' ');
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  text.resize(static_cast<std::size_t>(end - text.data()));
  return text;
}

double read(std::string_view text) {
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  // Out of range is too large here or too small, which only the exponent's sign tells apart.
  if (result.ec != std::errc::result_out_of_range) return value;
  const bool tiny = text.find("e-") != text.npos || text.find("E-") != text.npos;
  return tiny ? 0 : std::numeric_limits<double>::infinity();
}

#endif

/// Integers below this are doubles without loss.
constexpr std::int64_t kMostExact = std::int64_t{1} << 53;

}  // namespace

std::string number_text(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  if (std::abs(value) < static_cast<double>(kMostExact) && value == std::floor(value)) {
    const std::string digits = integer_text(static_cast<std::uint64_t>(std::abs(value)));
    return value < 0 ? "-" + digits : digits;
  }
  return written(value);
}

std::string integer_text(std::uint64_t value) {
  std::string text;
  do {
    text.insert(text.begin(), static_cast<char>('0' + value % 10));
    value /= 10;
  } while (value > 0);
  return text;
}

double parse_number(std::string_view text) {
  constexpr std::size_t kFewDigits = 15;
  const bool digits = text.find_first_not_of("0123456789") == text.npos;
  if (!digits || text.size() > kFewDigits) return read(text);
  std::int64_t value = 0;
  for (const char digit : text) value = value * 10 + (digit - '0');
  return static_cast<double>(value);
}

}  // namespace convscope
