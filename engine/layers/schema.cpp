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
    case OptionKind::Padding:
      return "padding";
    case OptionKind::Axes:
      return "axes";
    case OptionKind::List:
      return "list";
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
  if (!option.maximum_included) json["maxExcluded"] = true;
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
          {"size", schema.size},
          {"source", schema.source},
          {"inputs", {{"min", schema.inputs.minimum}, {"max", schema.inputs.maximum}}},
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

OptionSchema padding_option(OptionKind kind) {
  const bool sides = kind == OptionKind::Padding;
  return {.name = "padding",
          .kind = kind,
          .doc = sides
                     ? Text{"Rows and columns added around: a number, [ph, pw], [top, bottom, "
                            "left, right], \"same\" or \"valid\"",
                            "四周补上的行数和列数：一个数、[ph, pw]、[上, 下, 左, 右]、\"same\" 或 "
                            "\"valid\""}
                     : Text{"Rows and columns added on each side: a number or [ph, pw]",
                            "每一侧补上的行数和列数：一个数，或 [ph, pw]"},
          .fallback = 0,
          .minimum = 0,
          .maximum = 64};
}

OptionSchema dilation_option() {
  return {.name = "dilation",
          .kind = OptionKind::Pair,
          .doc = {"Distance between the taps of the window: a number or [dh, dw]",
                  "窗口内相邻取样点的间距（空洞）：一个数，或 [dh, dw]"},
          .fallback = 1,
          .minimum = 1,
          .maximum = 64};
}

OptionSchema bias_option() {
  return {
      .name = "bias",
      .kind = OptionKind::Boolean,
      .doc = {"Add a trained number to each output channel", "给每个输出通道加上一个可学习的偏置"},
      .fallback = true};
}

OptionSchema frozen_option() {
  return {.name = "frozen",
          .kind = OptionKind::Boolean,
          .doc = {"Keep the weights as they are while the rest trains",
                  "冻结：训练其余部分时，这一层的权重保持不变"},
          .fallback = false};
}

OptionSchema dim_option() {
  return {.name = "dim",
          .kind = OptionKind::Integer,
          .doc = {"Axis of (N, C, H, W) or (N, F), counted from 0; negative: from the end",
                  "沿 (N, C, H, W) 或 (N, F) 的哪一个轴，从 0 数起；负数从末尾数起"},
          .fallback = 1,
          .minimum = -3,
          .maximum = 3};
}

OptionSchema real_option(std::string_view name, Text doc, double fallback, double minimum,
                         double maximum) {
  return {.name = name,
          .kind = OptionKind::Real,
          .doc = doc,
          .fallback = fallback,
          .minimum = minimum,
          .maximum = maximum};
}

}  // namespace convscope
