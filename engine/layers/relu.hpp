#pragma once

#include "engine/kernels/activation.hpp"
#include "engine/layers/elementwise.hpp"

namespace convscope {

/// max(x, 0) elementwise, any shape. As torch.nn.ReLU.
template <class T>
class ReLU final : public Elementwise<T> {
 public:
  static constexpr LayerSchema schema() {
    return {.type = "ReLU",
            .doc = {"Sets negative values to zero", "把负数变成零"},
            .formula = R"(y = \max(x, 0))",
            .source = "torch.nn.ReLU; Nair and Hinton, ICML 2010",
            .nature = {.rereads_inputs = false, .spares_maximum = true}};
  }

  using Elementwise<T>::Elementwise;

  void forward(const ForwardPass<T>& pass) noexcept override {
    kernels::relu_forward(this->elements(pass.count), pass.input(), pass.output);
  }

  void backward(const BackwardPass<T>& pass) noexcept override {
    if (pass.input_gradient() == nullptr) return;
    kernels::relu_backward(this->elements(pass.count), pass.output, pass.output_gradient,
                           pass.input_gradient());
  }
};

}  // namespace convscope
