#pragma once

#include "engine/kernels/activation.hpp"
#include "engine/layers/elementwise.hpp"

namespace convscope {

/// 1 / (1 + exp(-x)) elementwise, any shape. As torch.nn.Sigmoid.
template <class T>
class Sigmoid final : public Elementwise<T> {
 public:
  static constexpr LayerSchema schema() {
    return {.type = "Sigmoid",
            .doc = {"Squeezes values into (0, 1); its slope is at most 1/4",
                    "把数值压到 (0, 1) 之间；导数最大只有 1/4"},
            .formula = R"(y = \frac{1}{1 + e^{-x}})",
            .source = "torch.nn.Sigmoid",
            .nature = {.rereads_inputs = false}};
  }

  using Elementwise<T>::Elementwise;

  void forward(const ForwardPass<T>& pass) noexcept override {
    kernels::sigmoid_forward(this->elements(pass.count), pass.input(), pass.output);
  }

  void backward(const BackwardPass<T>& pass) noexcept override {
    if (pass.input_gradient() == nullptr) return;
    kernels::sigmoid_backward(this->elements(pass.count), pass.output, pass.output_gradient,
                              pass.input_gradient());
  }

  double relative_slope(T output) const override {
    const auto y = static_cast<double>(output);
    return 4 * y * (1 - y);
  }
};

}  // namespace convscope
