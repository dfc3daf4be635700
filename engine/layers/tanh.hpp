#pragma once

#include "engine/kernels/activation.hpp"
#include "engine/layers/elementwise.hpp"

namespace convscope {

/// tanh(x) elementwise, any shape. As torch.nn.Tanh.
template <class T>
class Tanh final : public Elementwise<T> {
 public:
  static constexpr LayerSchema schema() {
    return {.type = "Tanh",
            .doc = {"Squeezes values into (-1, 1), zero stays zero",
                    "把数值压到 (-1, 1) 之间，零仍然是零"},
            .formula = R"(y = \tanh x = \frac{e^{x} - e^{-x}}{e^{x} + e^{-x}})",
            .source = "torch.nn.Tanh",
            .nature = {.rereads_inputs = false}};
  }

  using Elementwise<T>::Elementwise;

  void forward(const ForwardPass<T>& pass) noexcept override {
    kernels::tanh_forward(this->elements(pass.count), pass.input(), pass.output);
  }

  void backward(const BackwardPass<T>& pass) noexcept override {
    if (pass.input_gradient() == nullptr) return;
    kernels::tanh_backward(this->elements(pass.count), pass.output, pass.output_gradient,
                           pass.input_gradient());
  }

  double relative_slope(T output) const override {
    const auto y = static_cast<double>(output);
    return 1 - y * y;
  }
};

}  // namespace convscope
