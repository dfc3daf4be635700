#pragma once

#include <algorithm>

#include "engine/layers/elementwise.hpp"

namespace convscope {

/// y = x, any shape. As torch.nn.Identity.
template <class T>
class Identity final : public Elementwise<T> {
 public:
  static constexpr LayerSchema schema() {
    return {.type = "Identity",
            .doc = {"Hands its input on; a name for a place in the network",
                    "原样输出，用来给网络中的一个位置起名字"},
            .formula = "y = x",
            .source = "torch.nn.Identity",
            .nature = {.rereads_inputs = false, .rereads_output = false}};
  }

  using Elementwise<T>::Elementwise;

  void forward(const ForwardPass<T>& pass) noexcept override {
    std::copy_n(pass.input(), this->elements(pass.count), pass.output);
  }

  void backward(const BackwardPass<T>& pass) noexcept override {
    if (pass.input_gradient() == nullptr) return;
    std::copy_n(pass.output_gradient, this->elements(pass.count), pass.input_gradient());
  }

  Explanation explain(const ExplainPass<T>& pass) const override {
    return this->explain_sum(pass, T(0), [](const Source&) { return 1.0; });
  }
};

}  // namespace convscope
