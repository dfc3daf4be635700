#pragma once

#include <array>

#include "engine/kernels/dropout.hpp"
#include "engine/layers/elementwise.hpp"

namespace convscope {

/// Zeroes each value with probability p while training, any shape. The two ways to keep the scale
/// and the option `axis` are those of paddle.nn.Dropout: upscale_in_train (PyTorch's: train
/// x m / (1 - p), infer x) and downscale_in_infer (train x m, infer x (1 - p)); with `axis`, the
/// mask varies along those axes of (N, C, H, W) only, so [0, 1] drops whole channels (Dropout2d).
/// Source: Srivastava et al., "Dropout", JMLR 2014.
template <class T>
class Dropout final : public Elementwise<T> {
 public:
  static constexpr LayerSchema schema() {
    return {
        .type = "Dropout",
        .doc = {"Drops values at random while training, against overfitting",
                "训练时随机丢弃一部分数值，防止过拟合"},
        .formula = R"(y = \frac{m\, x}{1 - p},\quad m \sim \mathrm{Bernoulli}(1 - p))",
        .source = "Srivastava et al., JMLR 2014; modes and axis: paddle.nn.Dropout",
        .nature = {.rereads_inputs = false, .rereads_output = false},
        .options = {{.name = "p",
                     .kind = OptionKind::Real,
                     .doc = {"Share of values that are dropped", "被丢弃的比例"},
                     .fallback = 0.5,
                     .minimum = 0,
                     .maximum = 1},
                    {.name = "mode",
                     .kind = OptionKind::Choice,
                     .doc = {"When the scale is made up for: in training or in prediction",
                             "在训练时还是在预测时补偿数值的大小"},
                     .fallback = "upscale_in_train",
                     .choices = {"upscale_in_train", "downscale_in_infer"}},
                    {.name = "axis",
                     .kind = OptionKind::Axes,
                     .doc = {"Axes along which the mask varies; one mask is shared along the "
                             "others. Empty: every value by itself",
                             "掩码沿哪些轴变化，其余轴共用同一个掩码；留空表示每个数值各自随机"},
                     .fallback = Fallback::empty_list(),
                     .minimum = 0,
                     .maximum = 3}}};
  }

  explicit Dropout(LayerArguments&& arguments) : Elementwise<T>(std::move(arguments)) {
    const double p = this->options().real("p");
    p_ = static_cast<float>(p);
    const bool upscale = this->options().choice("mode") == "upscale_in_train";
    // With p = 1 everything is dropped, and there is nothing to scale.
    train_scale_ = static_cast<T>(upscale && p < 1 ? 1 / (1 - p) : 1);
    eval_scale_ = static_cast<T>(upscale ? 1 : 1 - p);
    set_axes(this->options().list("axis"));
  }

  MemoryNeeds memory_needs() const override { return {.saved = this->elements(this->max_count())}; }

  void forward(const ForwardPass<T>& pass) noexcept override {
    const std::int64_t elements = this->elements(pass.count);
    if (pass.mode == Mode::Eval) {
      kernels::scale(elements, pass.input(), eval_scale_, pass.output);
      return;
    }
    if (pass.masks == Masks::Draw) draw_mask(pass);
    kernels::dropout_apply(elements, pass.input(), mask_of(pass.part), train_scale_, pass.output);
  }

  void backward(const BackwardPass<T>& pass) noexcept override {
    if (pass.input_gradient() == nullptr) return;
    const std::int64_t elements = this->elements(pass.count);
    if (pass.mode == Mode::Eval) {
      kernels::scale(elements, pass.output_gradient, eval_scale_, pass.input_gradient());
      return;
    }
    kernels::dropout_apply(elements, pass.output_gradient, mask_of(pass.part), train_scale_,
                           pass.input_gradient());
  }

  /// 1 where a value was kept, else 0.
  std::span<T> mask() const override { return this->memory().saved; }

  Explanation explain(const ExplainPass<T>& pass) const override {
    const std::int64_t at = pass.sample * this->input_shape().size() + pass.unit;
    const T kept =
        pass.training ? mask()[static_cast<std::size_t>(at)] * train_scale_ : eval_scale_;
    return this->explain_sum(pass, T(0), [kept](const Source&) { return kept; });
  }

 private:
  /// Extents of (N, C, H, W), as many as there are.
  std::array<std::int64_t, 4> extents(std::int64_t count) const {
    std::array<std::int64_t, 4> list{count, 1, 1, 1};
    const Shape& shape = this->input_shape();
    for (int i = 0; i < shape.rank(); ++i) list[static_cast<std::size_t>(i) + 1] = shape[i];
    return list;
  }

  void set_axes(const std::vector<double>& axes) {
    if (!axes.empty()) varies_.fill(false);
    for (const double axis : axes) {
      if (axis > this->input_shape().rank()) {
        this->fail(
            ErrorCode::ShapeMismatch,
            {"expected axis from 0 to ", this->input_shape().rank(), " for an input of shape ",
             this->input_shape().to_string(), ", got ", static_cast<int>(axis)});
      }
      varies_[static_cast<std::size_t>(axis)] = true;
    }
  }

  /// A function of its own, as pages that only predict do not load it.
  [[gnu::noinline]] void draw_mask(const ForwardPass<T>& pass) noexcept {
    const Philox philox(pass.seed,
                        random_stream(RandomPurpose::Dropout, this->arguments().index, pass.step));
    T* to = mask_of(pass.part);
    const bool shared = varies_ != std::array{true, true, true, true};
    if (shared) {
      kernels::shared_dropout_mask(philox, p_, extents(pass.count), varies_, pass.part.first, to);
    } else {
      kernels::dropout_mask(philox, p_, this->elements(pass.part.first), this->elements(pass.count),
                            to);
    }
  }

  T* mask_of(const Part& part) const {
    return this->memory().saved.data() + this->elements(part.first);
  }

  float p_ = 0;
  T train_scale_ = 1;
  T eval_scale_ = 1;
  std::array<bool, 4> varies_{true, true, true, true};
};

}  // namespace convscope
