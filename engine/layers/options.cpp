#include "engine/layers/options.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/core/error.hpp"

namespace convscope {
namespace {

/// `0.5` rather than `0.500000`.
std::string number_text(double value) {
  return Json(value).dump();
}

std::string bound_text(double value) {
  return value == std::floor(value) ? std::to_string(static_cast<std::int64_t>(value))
                                    : number_text(value);
}

/// At most 40 characters of what the user wrote.
std::string excerpt(const Json& value) {
  std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  if (text.size() > 40) text = text.substr(0, 37) + "...";
  return text;
}

[[noreturn]] void reject(const std::string& label, const OptionSchema& option,
                         const std::string& expectation, const Json& got) {
  throw Error(ErrorCode::InvalidOption, label + ": expected " + std::string(option.name) + " " +
                                            expectation + ", got " + excerpt(got));
}

void check_range(const std::string& label, const OptionSchema& option, const Json& number,
                 const Json& whole) {
  const auto value = number.get<double>();
  if (!(value >= option.minimum)) {
    reject(label, option, ">= " + bound_text(option.minimum), whole);
  }
  if (option.maximum_included ? value > option.maximum : value >= option.maximum) {
    reject(label, option, (option.maximum_included ? "<= " : "< ") + bound_text(option.maximum),
           whole);
  }
}

/// JavaScript has one number type, so 3.0 is as good an integer as 3.
bool is_integer(const Json& value) {
  if (value.is_number_integer()) return true;
  if (!value.is_number_float()) return false;
  const auto number = value.get<double>();
  return std::floor(number) == number && std::abs(number) < 1e15;
}

Json checked_pair(const std::string& label, const OptionSchema& option, const Json& value) {
  const Json both = value.is_array() ? value : Json::array({value, value});
  if (both.size() != 2 || !is_integer(both[0]) || !is_integer(both[1])) {
    reject(label, option, "to be an integer or a pair [height, width] of integers", value);
  }
  for (const Json& side : both) check_range(label, option, side, value);
  return both;
}

Json checked_padding(const std::string& label, const OptionSchema& option, const Json& value) {
  if (value == "same" || value == "valid") return value;
  const Json sides = value.is_array() ? value : Json::array({value, value});
  const bool integers =
      std::ranges::all_of(sides, [](const Json& side) { return is_integer(side); });
  if (!integers || (sides.size() != 2 && sides.size() != 4)) {
    reject(label, option,
           "to be an integer, [height, width], [top, bottom, left, right], \"same\" or \"valid\"",
           value);
  }
  for (const Json& side : sides) check_range(label, option, side, value);
  return sides;
}

/// PyTorch and Paddle take a single number for a list of one.
Json checked_list(const std::string& label, const OptionSchema& option, const Json& value) {
  constexpr std::size_t kMost = 65536;
  const bool axes = option.kind == OptionKind::Axes;
  const Json list = value.is_array() ? value : Json::array({value});
  const auto fits = [axes](const Json& item) { return axes ? is_integer(item) : item.is_number(); };
  if (!std::ranges::all_of(list, fits) || list.size() > kMost) {
    reject(label, option, axes ? "to be a list of axes" : "to be a list of numbers", value);
  }
  for (const Json& item : list) check_range(label, option, item, value);
  return list;
}

Json checked_choice(const std::string& label, const OptionSchema& option, const Json& value) {
  const auto matches = [&](std::string_view choice) { return value == choice; };
  if (value.is_string() && std::ranges::any_of(option.choices, matches)) return value;
  std::string list;
  for (std::string_view choice : option.choices) {
    list += (list.empty() ? "" : " or ") + std::string(choice);
  }
  reject(label, option, "to be " + list, value);
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
      if (!value.is_boolean()) reject(label, option, "to be true or false", value);
      return value;
    case OptionKind::Integer:
      if (!is_integer(value)) reject(label, option, "to be an integer", value);
      break;
    case OptionKind::Real:
      if (!value.is_number()) reject(label, option, "to be a number", value);
      break;
  }
  check_range(label, option, value, value);
  return value;
}

std::string known_options(const LayerSchema& schema) {
  std::string list;
  for (const OptionSchema& option : schema.options) {
    list += (list.empty() ? "" : ", ") + std::string(option.name);
  }
  return list.empty() ? "no options" : "one of " + list;
}

}  // namespace

Options::Options(std::string label, const LayerSchema& schema, const Json& given)
    : label_(std::move(label)), values_(Json::object()) {
  for (const auto& [name, value] : given.items()) {
    if (schema.find(name) != nullptr) continue;
    throw Error(ErrorCode::InvalidOption,
                label_ + ": expected " + known_options(schema) + ", got " + excerpt(name));
  }
  for (const OptionSchema& option : schema.options) {
    const std::string name(option.name);
    if (given.contains(name) && !given[name].is_null()) {
      values_[name] = checked(label_, option, given[name]);
    } else if (option.fallback.is_null()) {
      throw Error(ErrorCode::InvalidOption, label_ + ": expected option " + name + ", got none");
    } else {
      values_[name] = checked(label_, option, option.fallback);
    }
  }
}

std::int64_t Options::integer(const char* name) const {
  return static_cast<std::int64_t>(values_.at(name).get<double>());
}

double Options::real(const char* name) const {
  return values_.at(name).get<double>();
}

bool Options::boolean(const char* name) const {
  return values_.at(name).get<bool>();
}

Pair Options::pair(const char* name) const {
  const Json& both = values_.at(name);
  return {static_cast<std::int64_t>(both[0].get<double>()),
          static_cast<std::int64_t>(both[1].get<double>())};
}

Padding Options::padding(const char* name) const {
  const Json& value = values_.at(name);
  if (value.is_string()) return {.same = value == "same"};
  std::array<std::int64_t, 4> sides{};
  for (std::size_t i = 0; i < value.size(); ++i) {
    sides[i] = static_cast<std::int64_t>(value[i].get<double>());
  }
  if (value.size() == 2) return {sides[0], sides[0], sides[1], sides[1]};
  return {sides[0], sides[1], sides[2], sides[3]};
}

std::vector<double> Options::list(const char* name) const {
  return values_.at(name).get<std::vector<double>>();
}

bool Options::flag(const char* name) const {
  return values_.contains(name) && boolean(name);
}

std::string Options::choice(const char* name) const {
  return values_.at(name).get<std::string>();
}

}  // namespace convscope
