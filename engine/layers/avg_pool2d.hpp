#pragma once

#include "engine/layers/pool2d.hpp"

namespace convscope {

/// The mean of each window of (N, C, H, W), padding counted as zeros. As torch.nn.AvgPool2d with
/// count_include_pad=True.
template <class T>
class AvgPool2d final : public Pool2d<T> {
 public:
  static LayerSchema schema() {
    return {.type = "AvgPool2d",
            .doc = {"Averages each window", "取每个窗口的平均值"},
            .formula =
                R"(y_{c,r,s} = \frac{1}{k_h k_w} \sum_{u,v} x_{c,\,r s_h + u - p,\,s s_w + v - p})",
            .options = Pool2d<T>::pool_options()};
  }

  using Pool2d<T>::Pool2d;

  void forward(const ForwardPass<T>& pass) noexcept override {
    kernels::avg_pool2d_forward(this->geometry(), pass.count, pass.input, pass.output);
  }

  void backward(const BackwardPass<T>& pass) noexcept override {
    if (pass.input_gradient == nullptr) return;
    kernels::avg_pool2d_backward(this->geometry(), pass.count, pass.output_gradient,
                                 pass.input_gradient);
  }
};

}  // namespace convscope
