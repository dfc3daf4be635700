#pragma once

#include <doctest/doctest.h>

#include <limits>
#include <vector>

#include "engine/kernels/conv2d.hpp"
#include "engine/kernels/conv2d_reference.hpp"
#include "engine/layers/options.hpp"
#include "tests/engine/support/numbers.hpp"

namespace convscope::testing {

inline kernels::Conv2dGeometry geometry(std::int64_t in_channels, std::int64_t height,
                                        std::int64_t width, std::int64_t out_channels, Pair kernel,
                                        Pair stride, Pair padding) {
  return {.in_channels = in_channels,
          .in_height = height,
          .in_width = width,
          .out_channels = out_channels,
          .out_height = (height + 2 * padding.height - kernel.height) / stride.height + 1,
          .out_width = (width + 2 * padding.width - kernel.width) / stride.width + 1,
          .kernel_height = kernel.height,
          .kernel_width = kernel.width,
          .stride_height = stride.height,
          .stride_width = stride.width,
          .pad_top = padding.height,
          .pad_left = padding.width};
}

/// The kernels of a plan against the reference in double.
template <class T>
void compare_kernels_with_reference(const kernels::Conv2dPlan& plan) {
  const kernels::Conv2dGeometry& g = plan.geometry;
  INFO("x " << g.in_channels << "x" << g.in_height << "x" << g.in_width << ", w " << g.out_channels
            << "x" << g.kernel_height << "x" << g.kernel_width << ", groups " << g.groups
            << ", dilation " << g.dilation_height << "x" << g.dilation_width << ", stride "
            << g.stride_height << "x" << g.stride_width << ", pad " << g.pad_top << "x"
            << g.pad_left);
  constexpr std::int64_t kCount = 2;
  constexpr double kTolerance = sizeof(T) == sizeof(double) ? 1e-13 : 1e-5;
  const auto x = random_values<T>(kCount * g.input_size(), 1);
  const auto w = random_values<T>(g.weight_size(), 2);
  const auto b = random_values<T>(g.groups * g.out_channels, 3);
  const auto dy = random_values<T>(kCount * g.output_size(), 4);
  // NaN in the workspaces: a kernel that reads what it has not written is caught.
  const auto nothing = [](std::int64_t elements) {
    return std::vector<T>(static_cast<std::size_t>(elements), std::numeric_limits<T>::quiet_NaN());
  };
  const kernels::Conv2dNeeds needs = kernels::conv2d_needs<T>(plan);
  std::vector<T> packed = nothing(needs.packed);
  std::vector<T> workspace = nothing(needs.workspace);
  std::vector<std::int32_t> offsets(static_cast<std::size_t>(needs.offsets));
  std::vector<std::int32_t> indices(static_cast<std::size_t>(needs.indices));
  const kernels::Conv2dMemory<T> memory{packed.data(), offsets.data(), workspace.data(),
                                        indices.data()};

  Guarded<T> y(kCount * g.output_size());
  kernels::conv2d_prepare<T>(plan, memory.offsets);
  kernels::conv2d_begin_forward(plan, w.data(), b.data(), memory.packed);
  kernels::conv2d_forward(plan, kCount, x.data(), b.data(), y.data(), memory);
  std::vector<double> y_expected(dy.size());
  kernels::reference::conv2d_forward(g, kCount, widen(x).data(), widen(w).data(), widen(b).data(),
                                     y_expected.data());
  check_close(y.values(), y_expected, kTolerance);

  Guarded<T> dx(kCount * g.input_size());
  Guarded<T> dw(g.weight_size());
  Guarded<T> db(g.groups * g.out_channels);
  std::vector<T> sums(static_cast<std::size_t>(kCount * needs.sums));
  kernels::conv2d_begin_backward(plan, w.data(), packed.data());
  for (std::int64_t n = 0; n < kCount; ++n) {
    kernels::conv2d_backward(plan, 1, x.data() + n * g.input_size(),
                             dy.data() + n * g.output_size(), dx.data() + n * g.input_size(),
                             sums.data() + n * needs.sums, memory);
  }
  kernels::add_parts(needs.sums, kCount, sums.data());
  kernels::conv2d_end_backward(plan, sums.data(), dw.data(), db.data());
  std::vector<double> dx_expected(x.size());
  std::vector<double> dw_expected(w.size());
  std::vector<double> db_expected(b.size());
  kernels::reference::conv2d_backward_input(g, kCount, widen(dy).data(), widen(w).data(),
                                            dx_expected.data());
  kernels::reference::conv2d_backward_weight(g, kCount, widen(x).data(), widen(dy).data(),
                                             dw_expected.data(), db_expected.data());
  check_close(dx.values(), dx_expected, kTolerance);
  check_close(dw.values(), dw_expected, kTolerance);
  check_close(db.values(), db_expected, kTolerance);
}

}  // namespace convscope::testing
