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

enum class OptionKind { Integer, Real, Boolean, Pair, Choice };

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

/// A layer type: PyTorch's name, what it does, its formula (TeX) and its options.
struct LayerSchema {
  std::string_view type;
  Text doc;
  std::string_view formula;
  std::vector<OptionSchema> options;

  const OptionSchema* find(std::string_view name) const;
};

Json to_json(const LayerSchema& schema);

/// Sizes beyond this are mistakes, and products of three of them still fit 64 bits.
inline constexpr double kMaxExtent = 65536;

/// The options that every windowed layer shares.
OptionSchema kernel_size_option();
OptionSchema stride_option(Json fallback, Text doc);
OptionSchema padding_option();

}  // namespace convscope
