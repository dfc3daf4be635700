#include "engine/layers/options.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/core/error.hpp"
#include "engine/core/number_text.hpp"

namespace convscope {
namespace {

[[noreturn]] void reject(const std::string& label, const OptionSchema& option,
                         std::initializer_list<Piece> expectation, const Json& got) {
  throw_error(ErrorCode::InvalidOption,
              {label, ": expected ", option.name, " ", join(expectation), ", got ", excerpt(got)});
}

void check_range(const std::string& label, const OptionSchema& option, const Json& number,
                 const Json& whole) {
  const double value = number.number();
  if (option.minimum && value < *option.minimum) {
    reject(label, option, {">= ", number_text(*option.minimum)}, whole);
  }
  if (!option.maximum) return;
  if (option.maximum_excluded ? value >= *option.maximum : value > *option.maximum) {
    reject(label, option, {(option.maximum_excluded ? "< " : "<= "), number_text(*option.maximum)},
           whole);
  }
}

/// JavaScript has one number type, so 3.0 is as good an integer as 3.
bool is_integer(const Json& value) {
  const double number = value.number();
  return value.is_number() && std::floor(number) == number && std::abs(number) < 1e15;
}

/// A single value counts for all `count` of them.
Json as_list(const Json& value, int count) {
  if (value.is_list()) return value;
  Json list = Json::list();
  for (int i = 0; i < count; ++i) list.push(value);
  return list;
}

Json checked_pair(const std::string& label, const OptionSchema& option, const Json& value) {
  const Json both = as_list(value, 2);
  if (both.size() != 2 || !is_integer(both.items()[0]) || !is_integer(both.items()[1])) {
    reject(label, option, {"to be an integer or a pair [height, width] of integers"}, value);
  }
  for (const Json& side : both.items()) check_range(label, option, side, value);
  return both;
}

Json checked_padding(const std::string& label, const OptionSchema& option, const Json& value) {
  if (value.is("same") || value.is("valid")) return value;
  const Json sides = as_list(value, 2);
  const bool integers = std::ranges::all_of(sides.items(), is_integer);
  if (!integers || (sides.size() != 2 && sides.size() != 4)) {
    reject(label, option,
           {"to be an integer, [height, width], [top, bottom, left, right], \"same\" or \"valid\""},
           value);
  }
  for (const Json& side : sides.items()) check_range(label, option, side, value);
  return sides;
}

/// PyTorch and Paddle take a single number for a list of one.
Json checked_list(const std::string& label, const OptionSchema& option, const Json& value) {
  constexpr std::size_t kMost = 65536;
  const bool axes = option.kind == OptionKind::Axes;
  const Json list = as_list(value, 1);
  const auto fits = [axes](const Json& item) { return axes ? is_integer(item) : item.is_number(); };
  if (!std::ranges::all_of(list.items(), fits) || list.size() > kMost) {
    reject(label, option, {axes ? "to be a list of axes" : "to be a list of numbers"}, value);
  }
  for (const Json& item : list.items()) check_range(label, option, item, value);
  return list;
}

Json checked_choice(const std::string& label, const OptionSchema& option, const Json& value) {
  const auto matches = [&](std::string_view choice) { return value.is(choice); };
  if (std::ranges::any_of(option.choices, matches)) return value;
  std::string list;
  for (std::string_view choice : option.choices) {
    append_name(list, choice, " or ");
  }
  reject(label, option, {"to be ", list}, value);
}

Json checked(const std::string& label, const OptionSchema& option, const Json& value) {
  switch (option.kind) {
    case OptionKind::Pair:
      return checked_pair(label, option, value);
    case OptionKind::Choice:
      return checked_choice(label, option, value);
    case OptionKind::Padding:
      return checked_padding(label, option, value);
    case OptionKind::Axes:
    case OptionKind::List:
      return checked_list(label, option, value);
    case OptionKind::Boolean:
      if (!value.is_boolean()) reject(label, option, {"to be true or false"}, value);
      return value;
    case OptionKind::Integer:
      if (!is_integer(value)) reject(label, option, {"to be an integer"}, value);
      break;
    case OptionKind::Real:
      if (!value.is_number()) reject(label, option, {"to be a number"}, value);
      break;
  }
  check_range(label, option, value, value);
  return value;
}

std::string known_options(const LayerSchema& schema) {
  std::string list;
  for (const OptionSchema& option : schema.options) {
    append_name(list, option.name);
  }
  return list.empty() ? "no options" : "one of " + list;
}

}  // namespace

std::string excerpt(const Json& value) {
  const std::string text = value.dump(true);
  return text.size() > 40 ? text.substr(0, 37) + "..." : text;
}

Options::Options(std::string label, const LayerSchema& schema, const Json& given)
    : label_(std::move(label)), values_(Json::object()) {
  for (const std::string& name : given.names()) {
    if (schema.find(name) != nullptr) continue;
    throw_error(ErrorCode::InvalidOption,
                {label_, ": expected ", known_options(schema), ", got ", excerpt(name)});
  }
  for (const OptionSchema& option : schema.options) {
    const Json& chosen = given[option.name];
    if (chosen.is_null() && option.fallback.is_none()) {
      throw_error(ErrorCode::InvalidOption,
                  {label_, ": expected option ", option.name, ", got none"});
    }
    values_.set(option.name,
                checked(label_, option, chosen.is_null() ? option.fallback.json() : chosen));
  }
}

std::int64_t Options::integer(const char* name) const {
  return static_cast<std::int64_t>(real(name));
}

double Options::real(const char* name) const {
  return values_[name].number();
}

bool Options::boolean(const char* name) const {
  return values_[name].boolean();
}

Pair Options::pair(const char* name) const {
  const Json& both = values_[name];
  return {static_cast<std::int64_t>(both.items()[0].number()),
          static_cast<std::int64_t>(both.items()[1].number())};
}

Padding Options::padding(const char* name) const {
  const Json& value = values_[name];
  if (value.is_text()) return {.same = value.is("same")};
  std::array<std::int64_t, 4> sides{};
  for (std::size_t i = 0; i < value.size(); ++i) {
    sides[i] = static_cast<std::int64_t>(value.items()[i].number());
  }
  if (value.size() == 2) return {sides[0], sides[0], sides[1], sides[1]};
  return {sides[0], sides[1], sides[2], sides[3]};
}

std::vector<double> Options::list(const char* name) const {
  std::vector<double> numbers;
  for (const Json& value : values_[name].items()) numbers.push_back(value.number());
  return numbers;
}

bool Options::flag(const char* name) const {
  return boolean(name);
}

std::string Options::choice(const char* name) const {
  return values_[name].text();
}

}  // namespace convscope
