#pragma once

#include <cstdint>

namespace convscope::kernels {

/// Geometry of a two-dimensional convolution over (N, C, H, W). Padding below and to the right
/// follows from the output size.
struct Conv2dGeometry {
  std::int64_t in_channels = 1, in_height = 1, in_width = 1;
  std::int64_t out_channels = 1, out_height = 1, out_width = 1;
  std::int64_t kernel_height = 1, kernel_width = 1;
  std::int64_t stride_height = 1, stride_width = 1;
  std::int64_t pad_top = 0, pad_left = 0;

  constexpr std::int64_t input_size() const { return in_channels * in_height * in_width; }
  constexpr std::int64_t output_size() const { return out_channels * out_height * out_width; }
  /// Products that make one output: Cin kh kw.
  constexpr std::int64_t depth() const { return in_channels * kernel_height * kernel_width; }
  constexpr std::int64_t weight_size() const { return out_channels * depth(); }
};

}  // namespace convscope::kernels
