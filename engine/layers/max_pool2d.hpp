#pragma once

#include "engine/layers/pool2d.hpp"

namespace convscope {

/// The largest value of each window of (N, C, H, W). As torch.nn.MaxPool2d.
template <class T>
class MaxPool2d final : public Pool2d<T> {
 public:
  static LayerSchema schema() {
    return {.type = "MaxPool2d",
            .doc = {"Keeps the largest value of each window", "保留每个窗口中的最大值"},
            .formula = R"(y_{c,r,s} = \max_{u,v} x_{c,\,r s_h + u - p,\,s s_w + v - p})",
            .options = Pool2d<T>::pool_options()};
  }

  using Pool2d<T>::Pool2d;

  MemoryNeeds memory_needs() const override {
    return {.saved_indices = this->max_count() * this->output_shape().size()};
  }

  void forward(const ForwardPass<T>& pass) noexcept override {
    kernels::max_pool2d_forward(this->geometry(), pass.count, pass.input, pass.output,
                                this->memory().saved_indices.data());
  }

  void backward(const BackwardPass<T>& pass) noexcept override {
    if (pass.input_gradient == nullptr) return;
    kernels::max_pool2d_backward(this->geometry(), pass.count, pass.output_gradient,
                                 this->memory().saved_indices.data(), pass.input_gradient);
  }
};

}  // namespace convscope
