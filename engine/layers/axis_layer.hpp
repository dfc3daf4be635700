#pragma once

#include "engine/kernels/softmax.hpp"
#include "engine/layers/layer.hpp"

namespace convscope {

/// What layers along one axis share: the option `dim`, counted over (N, C, H, W) or (N, F).
template <class T>
class AxisLayer : public Layer<T> {
 public:
  explicit AxisLayer(LayerArguments&& arguments) : Layer<T>(std::move(arguments)) {
    const auto dim = static_cast<int>(this->options().integer("dim"));
    const int rank = this->input_shape().rank();
    axis_ = dim < 0 ? rank + dim : dim - 1;
    if (axis_ < 0 || axis_ >= rank) {
      this->fail(ErrorCode::ShapeMismatch, {"expected dim from 1 to ", rank,
                                            ", or negative from the end, for an input of shape ",
                                            this->input_shape().to_string(), ", got ", dim});
    }
  }

 protected:
  int axis() const noexcept { return axis_; }

  /// `count` samples of a shape, seen from the axis.
  kernels::AxisShape seen_from_axis(std::int64_t count, const Shape& shape) const {
    kernels::AxisShape seen{.outer = count, .extent = shape[axis_]};
    for (int i = 0; i < axis_; ++i) seen.outer *= shape[i];
    for (int i = axis_ + 1; i < shape.rank(); ++i) seen.inner *= shape[i];
    return seen;
  }

 private:
  int axis_ = 0;
};

}  // namespace convscope
