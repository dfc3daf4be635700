#pragma once

#include "engine/kernels/conv2d_backward_input.hpp"
#include "engine/kernels/conv2d_backward_weight.hpp"
#include "engine/kernels/conv2d_forward.hpp"

namespace convscope::kernels {

/// What any one of the three kernels needs.
template <class T>
constexpr WorkspaceNeeds conv2d_needs(const Conv2dGeometry& g, std::int64_t max_count) {
  const WorkspaceNeeds forward = conv2d_forward_needs<T>(g);
  const WorkspaceNeeds input = conv2d_backward_input_needs<T>(g);
  const WorkspaceNeeds weight = conv2d_backward_weight_needs<T>(g, max_count);
  return {std::max({forward.shared, input.shared, weight.shared}),
          std::max({forward.own, input.own, weight.own})};
}

}  // namespace convscope::kernels
