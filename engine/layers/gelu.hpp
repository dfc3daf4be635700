#pragma once

#include "engine/kernels/activation.hpp"
#include "engine/layers/elementwise.hpp"

namespace convscope {

/// x times the standard normal distribution function at x, any shape. As torch.nn.GELU.
template <class T>
class GELU final : public Elementwise<T> {
 public:
  static constexpr LayerSchema schema() {
    return {
        .type = "GELU",
        .doc = {"Weighs each value by the share of a normal distribution below it",
                "用标准正态分布函数给每个数值加权"},
        .formula = R"(y = x\, \Phi(x) = \frac{x}{2}\left(1 + \mathrm{erf}\frac{x}{\sqrt 2}\right))",
        .source = "torch.nn.GELU; Hendrycks and Gimpel, 2016",
        .nature = {.rereads_output = false},
        .options = {{.name = "approximate",
                     .kind = OptionKind::Choice,
                     .doc = {"Exact, or by the formula with tanh", "精确计算，或用 tanh 近似公式"},
                     .fallback = "none",
                     .choices = {"none", "tanh"}}}};
  }

  explicit GELU(LayerArguments&& arguments)
      : Elementwise<T>(std::move(arguments)),
        tanh_(this->options().choice("approximate") == "tanh") {}

  void forward(const ForwardPass<T>& pass) noexcept override {
    const std::int64_t count = this->elements(pass.count);
    if (tanh_) {
      kernels::gelu_tanh_forward(count, pass.input(), pass.output);
    } else {
      kernels::gelu_forward(count, pass.input(), pass.output);
    }
  }

  void backward(const BackwardPass<T>& pass) noexcept override {
    if (pass.input_gradient() == nullptr) return;
    const std::int64_t count = this->elements(pass.count);
    if (tanh_) {
      kernels::gelu_tanh_backward(count, pass.input(), pass.output_gradient, pass.input_gradient());
    } else {
      kernels::gelu_backward(count, pass.input(), pass.output_gradient, pass.input_gradient());
    }
  }

 private:
  bool tanh_;
};

}  // namespace convscope
