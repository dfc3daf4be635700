#pragma once

#include "engine/kernels/activation.hpp"
#include "engine/layers/layer.hpp"

namespace convscope {

/// max(x, 0) elementwise, any shape. As torch.nn.ReLU.
template <class T>
class ReLU final : public Layer<T> {
 public:
  static LayerSchema schema() {
    return {.type = "ReLU",
            .doc = {"Keeps positive values, turns negative ones to zero; its slope is 1 or 0",
                    "保留正值，把负值变成 0；导数是 1 或 0"},
            .formula = R"(y = \max(x, 0))",
            .options = {}};
  }

  using Layer<T>::Layer;

  Shape output_shape() const override { return this->input_shape(); }

  void forward(const ForwardPass<T>& pass) noexcept override {
    kernels::relu_forward(pass.count * this->input_shape().size(), pass.input, pass.output);
  }

  void backward(const BackwardPass<T>& pass) noexcept override {
    if (pass.input_gradient == nullptr) return;
    kernels::relu_backward(pass.count * this->input_shape().size(), pass.output,
                           pass.output_gradient, pass.input_gradient);
  }
};

}  // namespace convscope
