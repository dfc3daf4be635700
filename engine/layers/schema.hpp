#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "engine/core/json.hpp"

namespace convscope {

/// A short text in both languages of the page.
struct Text {
  std::string_view en;
  std::string_view zh;
};

/// A Pair is a number or [height, width]; Padding is a number, [h, w], [top, bottom, left, right],
/// "same" or "valid"; Axes is a list of axes of (N, C, H, W); List is a list of numbers.
enum class OptionKind { Integer, Real, Boolean, Pair, Choice, Padding, Axes, List };

/// A list of at most N values that a constant can hold.
template <class V, std::size_t N>
class FixedList {
 public:
  constexpr FixedList() = default;
  constexpr FixedList(std::initializer_list<V> values) {
    for (const V& value : values) push_back(value);
  }

  constexpr void push_back(const V& value) { values_.at(size_++) = value; }
  constexpr const V* begin() const noexcept { return values_.data(); }
  constexpr const V* end() const noexcept { return values_.data() + size_; }
  constexpr std::size_t size() const noexcept { return size_; }
  constexpr bool empty() const noexcept { return size_ == 0; }

 private:
  std::array<V, N> values_{};
  std::size_t size_ = 0;
};

/// The default of an option, or that there is none.
class Fallback {
 public:
  constexpr Fallback() = default;
  constexpr Fallback(bool value) : kind_(Json::Kind::Boolean), number_(value ? 1 : 0) {}
  constexpr Fallback(int value) : kind_(Json::Kind::Number), number_(value) {}
  constexpr Fallback(double value) : kind_(Json::Kind::Number), number_(value) {}
  constexpr Fallback(const char* text) : kind_(Json::Kind::Text), text_(text) {}
  static constexpr Fallback empty_list() {
    Fallback list;
    list.kind_ = Json::Kind::List;
    return list;
  }

  constexpr bool is_none() const noexcept { return kind_ == Json::Kind::Null; }
  Json json() const;

 private:
  Json::Kind kind_ = Json::Kind::Null;
  double number_ = 0;
  std::string_view text_;
};

/// One option of a layer: what the editor form, the checks and the documentation are made from.
struct OptionSchema {
  std::string_view name;
  OptionKind kind = OptionKind::Integer;
  Text doc;
  /// None for a required option.
  Fallback fallback{};
  std::optional<double> minimum{};
  std::optional<double> maximum{};
  /// Whether the maximum itself is refused.
  bool maximum_excluded = false;
  FixedList<std::string_view, 4> choices{};
};

using OptionList = FixedList<OptionSchema, 13>;

/// How many inputs a layer takes.
struct InputCount {
  int minimum = 1;
  int maximum = 1;
};

/// What whoever runs the layers needs to know of a type to spare memory and work.
struct Nature {
  /// What the backward pass reads of the forward pass, besides what the layer saved itself.
  bool rereads_inputs = true;
  bool rereads_output = true;
  /// Whether each output is one of the inputs, the largest of some, and gets all of the gradient.
  bool takes_maximum = false;
  /// Whether such a layer may come before this one instead of after it, with the same bits. Only
  /// for layers without parameters, states and memory: see Network::spare_maxima.
  bool spares_maximum = false;
};

/// A constant of the program. A layer type: PyTorch's name, what it does, its formula and the
/// equation of its output size (TeX), where both come from, and its options.
struct LayerSchema {
  std::string_view type;
  Text doc;
  std::string_view formula{};
  std::string_view size{};
  std::string_view source{};
  Nature nature{};
  OptionList options{};
  InputCount inputs{};

  const OptionSchema* find(std::string_view name) const;
};

Json to_json(const LayerSchema& schema);

/// What the engine itself needs of a schema. The texts are for people: a program that asks for none
/// of them does not contain them either, which is a twentieth of the WebAssembly.
constexpr LayerSchema without_texts(const LayerSchema& schema) {
  LayerSchema rules;
  rules.type = schema.type;
  rules.nature = schema.nature;
  rules.inputs = schema.inputs;
  for (OptionSchema option : schema.options) {
    option.doc = {};
    rules.options.push_back(option);
  }
  return rules;
}

/// Sizes beyond this are mistakes, and products of three of them still fit 64 bits.
inline constexpr double kMaxExtent = 65536;

/// The options that every windowed layer shares.
constexpr OptionSchema kernel_size_option() {
  return {.name = "kernel_size",
          .kind = OptionKind::Pair,
          .doc = {"Height and width of the window: a number or [kh, kw]",
                  "窗口的高和宽：一个数，或 [kh, kw]"},
          .minimum = 1,
          .maximum = 64};
}

constexpr OptionSchema stride_option(Fallback fallback, Text doc) {
  return {.name = "stride",
          .kind = OptionKind::Pair,
          .doc = doc,
          .fallback = fallback,
          .minimum = 1,
          .maximum = 64};
}

constexpr OptionSchema padding_option(OptionKind kind) {
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

constexpr OptionSchema dilation_option() {
  return {.name = "dilation",
          .kind = OptionKind::Pair,
          .doc = {"Distance between the taps of the window: a number or [dh, dw]",
                  "窗口内相邻取样点的间距（空洞）：一个数，或 [dh, dw]"},
          .fallback = 1,
          .minimum = 1,
          .maximum = 64};
}

/// What layers with weights share.
constexpr OptionSchema bias_option() {
  return {
      .name = "bias",
      .kind = OptionKind::Boolean,
      .doc = {"Add a trained number to each output channel", "给每个输出通道加上一个可学习的偏置"},
      .fallback = true};
}

constexpr OptionSchema frozen_option() {
  return {.name = "frozen",
          .kind = OptionKind::Boolean,
          .doc = {"Keep the weights as they are while the rest trains",
                  "冻结：训练其余部分时，这一层的权重保持不变"},
          .fallback = false};
}

/// The axis that softmax and concatenation run along.
constexpr OptionSchema dim_option() {
  return {.name = "dim",
          .kind = OptionKind::Integer,
          .doc = {"Axis of (N, C, H, W) or (N, F), counted from 0; negative: from the end",
                  "沿 (N, C, H, W) 或 (N, F) 的哪一个轴，从 0 数起；负数从末尾数起"},
          .fallback = 1,
          .minimum = -3,
          .maximum = 3};
}

constexpr OptionSchema real_option(std::string_view name, Text doc, double fallback, double minimum,
                                   double maximum) {
  return {.name = name,
          .kind = OptionKind::Real,
          .doc = doc,
          .fallback = fallback,
          .minimum = minimum,
          .maximum = maximum};
}

}  // namespace convscope
