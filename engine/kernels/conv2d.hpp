#pragma once

#include "engine/kernels/conv2d_backward_input.hpp"
#include "engine/kernels/conv2d_backward_weight.hpp"
#include "engine/kernels/conv2d_forward.hpp"

namespace convscope::kernels {

/// Elements of T and of int32 that any one of the three kernels scribbles on.
template <class T>
constexpr std::int64_t conv2d_workspace(const Conv2dGeometry& g) {
  return std::max({view_elements(g) + g.out_height * g.out_width * kBlock<T>,
                   canvas(g).plane() * canvas_channels<T>(g) + g.group_output(),
                   sparse_weight_workspace<T>(g)});
}
constexpr std::int64_t conv2d_workspace_indices(const Conv2dGeometry& g) {
  return std::max(sparse_weight_indices(g), sparse_input_indices(g));
}

/// Elements of packed weights for either direction.
template <class T>
constexpr std::int64_t conv2d_packed(const Conv2dGeometry& g) {
  return g.groups * std::max(packed_weight<T>(g), packed_backward<T>(g));
}

}  // namespace convscope::kernels
