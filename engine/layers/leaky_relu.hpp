#pragma once

#include "engine/kernels/activation.hpp"
#include "engine/layers/elementwise.hpp"

namespace convscope {

/// x above zero and negative_slope x below, any shape. As torch.nn.LeakyReLU.
template <class T>
class LeakyReLU final : public Elementwise<T> {
 public:
  static constexpr LayerSchema schema() {
    return {.type = "LeakyReLU",
            .doc = {"Keeps a small slope below zero, so no unit dies",
                    "负半轴保留一个小斜率，神经元不会“死掉”"},
            .formula = R"(y = \max(x, 0) + a \min(x, 0))",
            .source = "torch.nn.LeakyReLU; Maas et al., ICML 2013",
            .nature = {.rereads_output = false},
            .options = {{.name = "negative_slope",
                         .kind = OptionKind::Real,
                         .doc = {"Slope a below zero", "负半轴的斜率 a"},
                         .fallback = 0.01,
                         .minimum = 0,
                         .maximum = 100}}};
  }

  explicit LeakyReLU(LayerArguments&& arguments)
      : Elementwise<T>(std::move(arguments)),
        slope_(static_cast<T>(this->options().real("negative_slope"))) {}

  void forward(const ForwardPass<T>& pass) noexcept override {
    kernels::leaky_relu_forward(this->elements(pass.count), slope_, pass.input(), pass.output);
  }

  void backward(const BackwardPass<T>& pass) noexcept override {
    if (pass.input_gradient() == nullptr) return;
    kernels::leaky_relu_backward(this->elements(pass.count), slope_, pass.input(),
                                 pass.output_gradient, pass.input_gradient());
  }

 private:
  T slope_;
};

}  // namespace convscope
