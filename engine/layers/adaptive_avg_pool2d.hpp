#pragma once

#include "engine/layers/adaptive_pool2d.hpp"

namespace convscope {

/// The mean of each of output_size windows that cover (N, C, H, W). As torch.nn.AdaptiveAvgPool2d.
template <class T>
class AdaptiveAvgPool2d final : public AdaptivePool2d<T> {
 public:
  static constexpr LayerSchema schema() {
    return {.type = "AdaptiveAvgPool2d",
            .doc = {"Averages down to a given size; size 1 is global average pooling",
                    "平均池化到指定大小；大小为 1 就是全局平均池化"},
            .formula = R"(y_{c,r,t} = \mathrm{mean}\{x_{c,u,v} : \lfloor r H / H' \rfloor \le u < )"
                       R"(\lceil (r + 1) H / H' \rceil,\ v \text{ likewise}\})",
            .size = AdaptivePool2d<T>::kSize,
            .source = "torch.nn.AdaptiveAvgPool2d; global: Lin et al., ICLR 2014",
            .nature = {.rereads_inputs = false, .rereads_output = false},
            .options = AdaptivePool2d<T>::adaptive_options()};
  }

  using AdaptivePool2d<T>::AdaptivePool2d;

  Work work() const override { return this->mean_work(); }
  void forward(const ForwardPass<T>& pass) noexcept override { this->forward_mean(pass); }
  void backward(const BackwardPass<T>& pass) noexcept override { this->backward_mean(pass); }
  Explanation explain(const ExplainPass<T>& pass) const override {
    return this->explain_mean(pass);
  }
};

}  // namespace convscope
