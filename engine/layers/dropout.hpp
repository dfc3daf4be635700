#pragma once

#include "engine/kernels/dropout.hpp"
#include "engine/layers/layer.hpp"

namespace convscope {

/// Zeroes each value with probability p while training, any shape. The two ways to keep the scale
/// are those of paddle.nn.Dropout: upscale_in_train (PyTorch's: train x m / (1 - p), infer x) and
/// downscale_in_infer (train x m, infer x (1 - p)).
/// Source: Srivastava et al., "Dropout", JMLR 2014.
template <class T>
class Dropout final : public Layer<T> {
 public:
  static LayerSchema schema() {
    return {.type = "Dropout",
            .doc = {"Drops values at random while training, against overfitting",
                    "训练时随机丢弃一部分数值，防止过拟合"},
            .formula = R"(y = \frac{m\, x}{1 - p},\quad m \sim \mathrm{Bernoulli}(1 - p))",
            .options = {{.name = "p",
                         .kind = OptionKind::Real,
                         .doc = {"Share of values that are dropped", "被丢弃的比例"},
                         .fallback = 0.5,
                         .minimum = 0,
                         .maximum = 1,
                         .maximum_included = false},
                        {.name = "mode",
                         .kind = OptionKind::Choice,
                         .doc = {"When the scale is made up for: in training or in prediction",
                                 "在训练时还是在预测时补偿数值的大小"},
                         .fallback = "upscale_in_train",
                         .choices = {"upscale_in_train", "downscale_in_infer"}}}};
  }

  explicit Dropout(LayerArguments arguments) : Layer<T>(std::move(arguments)) {
    const double p = this->options().real("p");
    p_ = static_cast<float>(p);
    const bool upscale = this->options().choice("mode") == "upscale_in_train";
    train_scale_ = static_cast<T>(upscale ? 1 / (1 - p) : 1);
    eval_scale_ = static_cast<T>(upscale ? 1 : 1 - p);
  }

  Shape output_shape() const override { return this->input_shape(); }

  MemoryNeeds memory_needs() const override {
    return {.saved = this->max_count() * this->input_shape().size()};
  }

  void forward(const ForwardPass<T>& pass) noexcept override {
    const std::int64_t elements = pass.count * this->input_shape().size();
    if (pass.mode == Mode::Eval) {
      kernels::scale(elements, pass.input, eval_scale_, pass.output);
      return;
    }
    const Philox philox(pass.seed,
                        random_stream(RandomPurpose::Dropout, this->arguments().index, pass.step));
    T* mask = this->memory().saved.data();
    kernels::dropout_mask(philox, p_, elements, mask);
    kernels::dropout_apply(elements, pass.input, mask, train_scale_, pass.output);
  }

  void backward(const BackwardPass<T>& pass) noexcept override {
    if (pass.input_gradient == nullptr) return;
    const std::int64_t elements = pass.count * this->input_shape().size();
    if (pass.mode == Mode::Eval) {
      kernels::scale(elements, pass.output_gradient, eval_scale_, pass.input_gradient);
      return;
    }
    kernels::dropout_apply(elements, pass.output_gradient, this->memory().saved.data(),
                           train_scale_, pass.input_gradient);
  }

 private:
  float p_ = 0;
  T train_scale_ = 1;
  T eval_scale_ = 1;
};

}  // namespace convscope
