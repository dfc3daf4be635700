#pragma once

#include "engine/layers/softmax_base.hpp"

namespace convscope {

/// Logarithm of Softmax along one axis. As torch.nn.LogSoftmax.
template <class T>
class LogSoftmax final : public SoftmaxBase<T> {
 public:
  static constexpr LayerSchema schema() {
    return {.type = "LogSoftmax",
            .doc = {"The logarithm of Softmax, computed without overflow",
                    "Softmax 的对数，计算时不会溢出"},
            .formula = R"(y_i = x_i - \log \sum_j e^{x_j})",
            .source = "torch.nn.LogSoftmax",
            .nature = {.rereads_inputs = false},
            .options = {dim_option()}};
  }

  using SoftmaxBase<T>::SoftmaxBase;

  void forward(const ForwardPass<T>& pass) noexcept override {
    kernels::log_softmax_forward(this->shape(pass.count), pass.input(), pass.output);
  }

  void backward(const BackwardPass<T>& pass) noexcept override {
    if (pass.input_gradient() == nullptr) return;
    kernels::log_softmax_backward(this->shape(pass.count), pass.output, pass.output_gradient,
                                  pass.input_gradient());
  }
};

}  // namespace convscope
