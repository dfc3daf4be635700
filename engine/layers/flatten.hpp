#pragma once

#include <algorithm>

#include "engine/layers/layer.hpp"

namespace convscope {

/// (N, C, H, W) to (N, C H W), row major. As torch.nn.Flatten.
template <class T>
class Flatten final : public Layer<T> {
 public:
  static constexpr LayerSchema schema() {
    return {.type = "Flatten",
            .doc = {"Lines all values up in one row; which pixels were neighbours is forgotten",
                    "把所有数值排成一行；哪些像素相邻的信息就丢掉了"},
            .formula = R"(y_{(c H + r) W + s} = x_{c,r,s})",
            .size = "F = C H W",
            .source = "torch.nn.Flatten",
            .nature = {.rereads_inputs = false, .rereads_output = false}};
  }

  using Layer<T>::Layer;

  Shape output_shape() const override { return {this->input_shape().size()}; }
  double gradient_density(double output_gradient) const override { return output_gradient; }

  void forward(const ForwardPass<T>& pass) noexcept override {
    std::copy_n(pass.input(), pass.count * this->input_shape().size(), pass.output);
  }

  void backward(const BackwardPass<T>& pass) noexcept override {
    if (pass.input_gradient() == nullptr) return;
    std::copy_n(pass.output_gradient, pass.count * this->input_shape().size(),
                pass.input_gradient());
  }

  /// Any feature may come from any pixel.
  Interval source_interval(int /*input*/, int axis, const Interval& outputs) const override {
    const Shape& shape = this->input_shape();
    return shape.is_image() ? Interval{0, shape[1 + axis] - 1} : outputs;
  }

  Explanation explain(const ExplainPass<T>& pass) const override {
    return this->explain_sum(pass, T(0), [](const Source&) { return 1.0; });
  }
};

}  // namespace convscope
