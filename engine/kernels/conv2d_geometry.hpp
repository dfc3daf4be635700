#pragma once

#include <cstdint>

namespace convscope::kernels {

/// Geometry of a two-dimensional convolution over (N, groups Cin, H, W) to (N, groups Cout, H',
/// W'). Channels are those of one group; the groups know nothing of each other. Padding below and
/// to the right follows from the output size.
struct Conv2dGeometry {
  std::int64_t groups = 1;
  std::int64_t in_channels = 1, in_height = 1, in_width = 1;
  std::int64_t out_channels = 1, out_height = 1, out_width = 1;
  std::int64_t kernel_height = 1, kernel_width = 1;
  std::int64_t stride_height = 1, stride_width = 1;
  std::int64_t dilation_height = 1, dilation_width = 1;
  std::int64_t pad_top = 0, pad_left = 0;

  /// Elements of one group's channels in one sample.
  constexpr std::int64_t group_input() const { return in_channels * in_height * in_width; }
  constexpr std::int64_t group_output() const { return out_channels * out_height * out_width; }
  constexpr std::int64_t group_weight() const { return out_channels * depth(); }
  /// Elements of one sample.
  constexpr std::int64_t input_size() const { return groups * group_input(); }
  constexpr std::int64_t output_size() const { return groups * group_output(); }
  /// Products that make one output: Cin kh kw.
  constexpr std::int64_t depth() const { return in_channels * kernel_height * kernel_width; }
  constexpr std::int64_t weight_size() const { return groups * group_weight(); }
  /// Rows and columns from the first tap of the kernel to its last.
  constexpr std::int64_t reach_height() const { return (kernel_height - 1) * dilation_height; }
  constexpr std::int64_t reach_width() const { return (kernel_width - 1) * dilation_width; }
};

}  // namespace convscope::kernels
