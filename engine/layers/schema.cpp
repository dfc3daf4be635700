#include "engine/layers/schema.hpp"

#include <algorithm>
#include <cmath>

namespace convscope {
namespace {

std::string_view kind_name(OptionKind kind) {
  switch (kind) {
    case OptionKind::Integer:
      return "int";
    case OptionKind::Real:
      return "float";
    case OptionKind::Boolean:
      return "bool";
    case OptionKind::Pair:
      return "pair";
    case OptionKind::Choice:
      return "enum";
  }
  return "";
}

Json to_json(const Text& text) {
  return {{"en", text.en}, {"zh", text.zh}};
}

Json to_json(const OptionSchema& option) {
  Json json{{"name", option.name},
            {"kind", kind_name(option.kind)},
            {"doc", to_json(option.doc)},
            {"required", option.fallback.is_null()}};
  if (!option.fallback.is_null()) json["default"] = option.fallback;
  if (std::isfinite(option.minimum)) json["min"] = option.minimum;
  if (std::isfinite(option.maximum)) json["max"] = option.maximum;
  if (!option.choices.empty()) json["values"] = option.choices;
  return json;
}

}  // namespace

const OptionSchema* LayerSchema::find(std::string_view name) const {
  const auto found = std::ranges::find_if(
      options, [&](const OptionSchema& option) { return option.name == name; });
  return found == options.end() ? nullptr : &*found;
}

Json to_json(const LayerSchema& schema) {
  Json options = Json::array();
  for (const OptionSchema& option : schema.options) options.push_back(to_json(option));
  return {{"type", schema.type},
          {"doc", to_json(schema.doc)},
          {"formula", schema.formula},
          {"options", std::move(options)}};
}

OptionSchema kernel_size_option() {
  return {.name = "kernel_size",
          .kind = OptionKind::Pair,
          .doc = {"Height and width of the window: a number or [kh, kw]",
                  "窗口的高和宽：一个数，或 [kh, kw]"},
          .minimum = 1,
          .maximum = 64};
}

OptionSchema stride_option(Json fallback, Text doc) {
  return {.name = "stride",
          .kind = OptionKind::Pair,
          .doc = doc,
          .fallback = std::move(fallback),
          .minimum = 1,
          .maximum = 64};
}

OptionSchema padding_option() {
  return {.name = "padding",
          .kind = OptionKind::Pair,
          .doc = {"Rows and columns added on each side: a number or [ph, pw]",
                  "每一侧补上的行数和列数：一个数，或 [ph, pw]"},
          .fallback = 0,
          .minimum = 0,
          .maximum = 64};
}

}  // namespace convscope
