#pragma once

#include "engine/layers/softmax_base.hpp"

namespace convscope {

/// exp(x) over its sum along one axis. As torch.nn.Softmax.
template <class T>
class Softmax final : public SoftmaxBase<T> {
 public:
  static constexpr LayerSchema schema() {
    return {.type = "Softmax",
            .doc = {"Turns scores into shares that add up to 1", "把得分变成加起来等于 1 的份额"},
            .formula = R"(y_i = \frac{e^{x_i}}{\sum_j e^{x_j}})",
            .source = "torch.nn.Softmax",
            .nature = {.rereads_inputs = false},
            .options = {dim_option()}};
  }

  using SoftmaxBase<T>::SoftmaxBase;

  void forward(const ForwardPass<T>& pass) noexcept override {
    kernels::softmax_forward(this->shape(pass.count), pass.input(), pass.output);
  }

  void backward(const BackwardPass<T>& pass) noexcept override {
    if (pass.input_gradient() == nullptr) return;
    kernels::softmax_backward(this->shape(pass.count), pass.output, pass.output_gradient,
                              pass.input_gradient());
  }
};

}  // namespace convscope
