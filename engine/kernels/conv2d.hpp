#pragma once

#include "engine/kernels/conv2d_backward_input.hpp"
#include "engine/kernels/conv2d_backward_weight.hpp"
#include "engine/kernels/conv2d_forward.hpp"
#include "engine/kernels/conv2d_sparse.hpp"

namespace convscope::kernels {

/// Elements of scratch memory that any one of the three kernels needs.
template <class T>
constexpr std::int64_t conv2d_workspace(const Conv2dGeometry& g) {
  return std::max(view_elements(g) + g.out_height * g.out_width * kBlock<T>,
                  canvas(g).plane() * canvas_channels<T>(g));
}

/// Elements of packed weights for either direction.
template <class T>
constexpr std::int64_t conv2d_packed(const Conv2dGeometry& g) {
  return g.groups * std::max(packed_weight<T>(g), packed_taps<T>(g));
}

}  // namespace convscope::kernels
