#pragma once

#include "engine/layers/adaptive_pool2d.hpp"

namespace convscope {

/// The largest of each of output_size windows that cover (N, C, H, W). As
/// torch.nn.AdaptiveMaxPool2d.
template <class T>
class AdaptiveMaxPool2d final : public AdaptivePool2d<T> {
 public:
  static constexpr LayerSchema schema() {
    return {.type = "AdaptiveMaxPool2d",
            .doc = {"Keeps the largest values, down to a given size; size 1 is global max pooling",
                    "最大池化到指定大小；大小为 1 就是全局最大池化"},
            .formula = R"(y_{c,r,t} = \max\{x_{c,u,v} : \lfloor r H / H' \rfloor \le u < )"
                       R"(\lceil (r + 1) H / H' \rceil,\ v \text{ likewise}\})",
            .size = AdaptivePool2d<T>::kSize,
            .source = "torch.nn.AdaptiveMaxPool2d",
            .nature = {.rereads_inputs = false, .rereads_output = false, .takes_maximum = true},
            .options = AdaptivePool2d<T>::adaptive_options()};
  }

  using AdaptivePool2d<T>::AdaptivePool2d;

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
