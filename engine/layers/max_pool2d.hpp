#pragma once

#include "engine/layers/pool2d.hpp"

namespace convscope {

/// The largest value of each window of (N, C, H, W). As torch.nn.MaxPool2d.
template <class T>
class MaxPool2d final : public Pool2d<T> {
 public:
  static constexpr LayerSchema schema() {
    OptionList options = Pool2d<T>::pool_options();
    options.push_back(dilation_option());
    return {
        .type = "MaxPool2d",
        .doc = {"Keeps the largest value of each window", "保留每个窗口中的最大值"},
        .formula = R"(y_{c,r,t} = \max_{u,v} x_{c,\,r s_h + u d_h - p_h,\,t s_w + v d_w - p_w})",
        .size = R"(H' = \lfloor (H + 2 p - d (k - 1) - 1) / s \rfloor + 1)",
        .source = "torch.nn.MaxPool2d",
        .nature = {.rereads_inputs = false, .rereads_output = false, .takes_maximum = true},
        .options = options};
  }

  using Pool2d<T>::Pool2d;

  MemoryNeeds memory_needs() const override { return this->winner_memory(); }
  double gradient_density(double output_gradient) const override {
    return this->winner_density(output_gradient);
  }
  void forward(const ForwardPass<T>& pass) noexcept override { this->forward_maximum(pass); }
  void backward(const BackwardPass<T>& pass) noexcept override { this->backward_maximum(pass); }
  Explanation explain(const ExplainPass<T>& pass) const override {
    return this->explain_maximum(pass);
  }
};

}  // namespace convscope
