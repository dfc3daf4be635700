#pragma once

#include "engine/kernels/activation.hpp"
#include "engine/layers/elementwise.hpp"

namespace convscope {

/// x sigmoid(x) elementwise, any shape. As torch.nn.SiLU.
template <class T>
class SiLU final : public Elementwise<T> {
 public:
  static constexpr LayerSchema schema() {
    return {.type = "SiLU",
            .doc = {"Lets each value through as far as its own sigmoid says",
                    "用自身的 Sigmoid 值作为门来放行"},
            .formula = R"(y = \frac{x}{1 + e^{-x}})",
            .source = "torch.nn.SiLU; Elfwing et al., 2018",
            .nature = {.rereads_output = false}};
  }

  using Elementwise<T>::Elementwise;

  void forward(const ForwardPass<T>& pass) noexcept override {
    kernels::silu_forward(this->elements(pass.count), pass.input(), pass.output);
  }

  void backward(const BackwardPass<T>& pass) noexcept override {
    if (pass.input_gradient() == nullptr) return;
    kernels::silu_backward(this->elements(pass.count), pass.input(), pass.output_gradient,
                           pass.input_gradient());
  }
};

}  // namespace convscope
