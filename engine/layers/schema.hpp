#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

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

/// One option of a layer: what the editor form, the checks and the documentation are made from.
struct OptionSchema {
  std::string_view name;
  OptionKind kind = OptionKind::Integer;
  Text doc;
  /// Null for a required option.
  Json fallback{};
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
  /// Whether the maximum itself is allowed.
  bool maximum_included = true;
  std::vector<std::string_view> choices{};
};

/// How many inputs a layer takes.
struct InputCount {
  int minimum = 1;
  int maximum = 1;
};

/// A layer type: PyTorch's name, what it does, its formula and the equation of its output size
/// (TeX), where both come from, and its options.
struct LayerSchema {
  std::string_view type;
  Text doc;
  std::string_view formula;
  std::string_view size{};
  std::string_view source{};
  std::vector<OptionSchema> options{};
  InputCount inputs{};

  const OptionSchema* find(std::string_view name) const;
};

Json to_json(const LayerSchema& schema);

/// Sizes beyond this are mistakes, and products of three of them still fit 64 bits.
inline constexpr double kMaxExtent = 65536;

/// The options that every windowed layer shares.
OptionSchema kernel_size_option();
OptionSchema stride_option(Json fallback, Text doc);
OptionSchema padding_option(OptionKind kind);
OptionSchema dilation_option();
/// What layers with weights share.
OptionSchema bias_option();
OptionSchema frozen_option();
/// The axis that softmax and concatenation run along.
OptionSchema dim_option();
OptionSchema real_option(std::string_view name, Text doc, double fallback, double minimum,
                         double maximum);

}  // namespace convscope
