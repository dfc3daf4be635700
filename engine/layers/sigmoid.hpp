#pragma once

#include "engine/kernels/activation.hpp"
#include "engine/layers/layer.hpp"

namespace convscope {

/// 1 / (1 + exp(-x)) elementwise, any shape. As torch.nn.Sigmoid.
template <class T>
class Sigmoid final : public Layer<T> {
 public:
  static LayerSchema schema() {
    return {.type = "Sigmoid",
            .doc = {"Squeezes values into (0, 1); its slope is at most 1/4",
                    "把数值压到 (0, 1) 之间；导数最大只有 1/4"},
            .formula = R"(y = \frac{1}{1 + e^{-x}})",
            .options = {}};
  }

  using Layer<T>::Layer;

  Shape output_shape() const override { return this->input_shape(); }

  void forward(const ForwardPass<T>& pass) noexcept override {
    kernels::sigmoid_forward(pass.count * this->input_shape().size(), pass.input, pass.output);
  }

  void backward(const BackwardPass<T>& pass) noexcept override {
    if (pass.input_gradient == nullptr) return;
    kernels::sigmoid_backward(pass.count * this->input_shape().size(), pass.output,
                              pass.output_gradient, pass.input_gradient);
  }
};

}  // namespace convscope
