#pragma once

#include "engine/kernels/pad2d.hpp"
#include "engine/layers/convolution.hpp"

namespace convscope {

/// Cross-correlation of (N, C, H, W) with Cout kernels of (C / groups, kh, kw), plus a bias.
/// Output (N, Cout, H', W') with H' = floor((H + ptop + pbottom - d (kh - 1) - 1) / sh) + 1.
/// As torch.nn.Conv2d; the four-sided padding is paddle.nn.Conv2D's.
template <class T>
class Conv2d final : public Convolution<T> {
 public:
  static constexpr LayerSchema schema() {
    return {
        .type = "Conv2d",
        .doc = {"Slides small kernels over the image; each output is a weighted sum of a patch",
                "让小卷积核在图像上滑动，每个输出是一小块输入的加权和"},
        .formula = R"(y_{o,r,t} = b_o + \sum_{i,u,v} w_{o,i,u,v}\, )"
                   R"(x_{i,\,r s_h + u d_h - p_h,\,t s_w + v d_w - p_w})",
        .size = R"(H' = \lfloor (H + p_{top} + p_{bottom} - d (k_h - 1) - 1) / s \rfloor + 1)",
        .source = "torch.nn.Conv2d; four-sided padding: paddle.nn.Conv2D",
        .nature = {.rereads_output = false},
        .options = {Convolution<T>::out_channels_option(),
                    kernel_size_option(),
                    Convolution<T>::step_option(),
                    padding_option(OptionKind::Padding),
                    dilation_option(),
                    Convolution<T>::groups_option(),
                    {.name = "padding_mode",
                     .kind = OptionKind::Choice,
                     .doc = {"What stands in the padding: zeros, the mirrored image or its edge",
                             "补什么：零、镜像的图像，或重复边缘像素"},
                     .fallback = "zeros",
                     .choices = {"zeros", "reflect", "replicate"}},
                    bias_option(),
                    frozen_option()}};
  }

  explicit Conv2d(LayerArguments&& arguments) : Convolution<T>(std::move(arguments)) {
    const Shape& input = this->image_input();
    const std::int64_t out_channels =
        this->per_group("output", this->options().integer("out_channels"));
    kernels::Conv2dGeometry g =
        this->kernel_geometry(this->per_group("input", input[0]), out_channels);
    const Padding sides = this->padding_sides(g);
    g.in_height = input[1];
    g.in_width = input[2];
    g.pad_top = sides.top;
    g.pad_left = sides.left;
    g.out_height = this->window_count("height", input[1], g.reach_height() + 1, g.stride_height,
                                      sides.top + sides.bottom);
    g.out_width = this->window_count("width", input[2], g.reach_width() + 1, g.stride_width,
                                     sides.left + sides.right);
    pad_ = {input[1], input[2], sides.top, sides.bottom, sides.left, sides.right};
    set_padding_mode(this->options().choice("padding_mode"));
    this->set_geometry(g);
    this->set_plan(kernels::plan_conv2d(padded_geometry(), 1));
  }

  Shape output_shape() const override {
    const auto& g = this->geometry();
    return {g.groups * g.out_channels, g.out_height, g.out_width};
  }

  std::vector<TensorSpec> parameters() const override {
    const auto& g = this->geometry();
    const std::int64_t channels = g.groups * g.out_channels;
    std::vector<TensorSpec> specs{
        {.name = "weight",
         .shape = {channels, g.in_channels, g.kernel_height, g.kernel_width},
         .fill = Fill::Weight,
         .fan_in = g.depth(),
         .fan_out = channels * g.kernel_height * g.kernel_width}};
    if (this->has_bias()) specs.push_back({.name = "bias", .shape = {channels}});
    return specs;
  }

  void expect_density(double output_gradient) override {
    this->set_plan(kernels::plan_conv2d(padded_geometry(), output_gradient));
  }

  /// Other padding than zeros keeps the padded images and, behind them, their gradient.
  MemoryNeeds memory_needs() const override {
    MemoryNeeds needs = this->kernel_memory();
    if (mode_ != kernels::PaddingMode::Zeros) {
      needs.saved = 2 * this->max_count() * padded_geometry().input_size();
    }
    return needs;
  }

  /// Additions: kh kw - 1 within each channel, Cin - 1 across channels and one for the bias.
  Work work() const override {
    const auto& g = this->geometry();
    const std::int64_t products = g.output_size() * g.depth();
    return {products, products - (this->has_bias() ? 0 : g.output_size())};
  }

  void begin_forward(const ForwardPass<T>& /*pass*/) noexcept override {
    kernels::conv2d_begin_forward(this->plan(), this->weight(), this->bias(), this->packed());
  }
  void forward(const ForwardPass<T>& pass) noexcept override {
    const T* input = pass.input();
    if (mode_ != kernels::PaddingMode::Zeros) {
      T* to = padded(pass.part.first);
      kernels::pad2d_forward(pad_, mode_, pass.count * this->input_shape()[0], input, to);
      input = to;
    }
    kernels::conv2d_forward(this->plan(), pass.count, input, this->bias(), pass.output,
                            this->kernel_memory_of(pass.part.worker));
  }

  void begin_backward(const BackwardPass<T>& pass) noexcept override {
    this->clear_sums(pass.count);
    if (pass.input_gradient() == nullptr) return;
    kernels::conv2d_begin_backward(this->plan(), this->weight(), this->packed());
  }
  void backward(const BackwardPass<T>& pass) noexcept override {
    const bool zeros = mode_ == kernels::PaddingMode::Zeros;
    const T* input = zeros ? pass.input() : padded(pass.part.first);
    T* gradient = pass.input_gradient();
    if (!zeros && gradient != nullptr) gradient = padded(this->max_count() + pass.part.first);
    kernels::conv2d_backward(this->plan(), pass.count, input, pass.output_gradient, gradient,
                             this->sums(pass.part.index), this->kernel_memory_of(pass.part.worker));
    if (zeros || gradient == nullptr) return;
    kernels::pad2d_backward(pad_, mode_, pass.count * this->input_shape()[0],
                            static_cast<const T*>(gradient), pass.input_gradient());
  }
  void end_backward(std::int64_t parts) noexcept override {
    kernels::add_parts(this->part_sums(), parts, this->sums(0));
    kernels::conv2d_end_backward(this->plan(), this->sums(0), this->weight_gradient(),
                                 this->bias_gradient());
  }

  void list_sources(std::int64_t unit, std::vector<Source>& sources) const override {
    const auto& g = this->geometry();
    const std::int64_t plane = g.out_height * g.out_width;
    const std::int64_t channel = unit / plane;
    const std::int64_t first = channel / g.out_channels * g.in_channels;
    const std::int64_t top = unit % plane / g.out_width * g.stride_height;
    const std::int64_t left = unit % g.out_width * g.stride_width;
    std::int64_t weight = channel * g.depth();
    for (std::int64_t i = first; i < first + g.in_channels; ++i) {
      for (std::int64_t u = 0; u < g.kernel_height; ++u) {
        for (std::int64_t v = 0; v < g.kernel_width; ++v, ++weight) {
          const std::int64_t y = source_row(top + u * g.dilation_height);
          const std::int64_t x = source_column(left + v * g.dilation_width);
          if (y < 0 || y >= g.in_height || x < 0 || x >= g.in_width) continue;
          sources.push_back({0, (i * g.in_height + y) * g.in_width + x, weight});
        }
      }
    }
  }
  std::int64_t source_group(std::int64_t unit) const override {
    const auto& g = this->geometry();
    const std::int64_t plane = g.out_height * g.out_width;
    return unit / plane / g.out_channels * plane + unit % plane;
  }
  Interval source_interval(int /*input*/, int axis, const Interval& outputs) const override {
    const auto& g = this->geometry();
    if (axis == 0) {
      return {outputs.first * g.stride_height - g.pad_top,
              outputs.last * g.stride_height - g.pad_top + g.reach_height()};
    }
    return {outputs.first * g.stride_width - g.pad_left,
            outputs.last * g.stride_width - g.pad_left + g.reach_width()};
  }
  Explanation explain(const ExplainPass<T>& pass) const override {
    const auto& g = this->geometry();
    return this->explain_unit(pass, pass.unit / (g.out_height * g.out_width));
  }

 private:
  void set_padding_mode(const std::string& name) {
    if (name == "zeros") return;
    mode_ = name == "reflect" ? kernels::PaddingMode::Reflect : kernels::PaddingMode::Replicate;
    const bool reaches = std::max(pad_.top, pad_.bottom) < pad_.height &&
                         std::max(pad_.left, pad_.right) < pad_.width;
    if (mode_ == kernels::PaddingMode::Replicate || reaches) return;
    this->fail(
        ErrorCode::ShapeMismatch,
        {"expected padding smaller than the image with padding_mode reflect, got ",
         this->options().values()["padding"].dump(), " on ", this->input_shape().to_string()});
  }

  /// Padded beforehand, the image needs no padding by the kernels.
  kernels::Conv2dGeometry padded_geometry() const {
    kernels::Conv2dGeometry g = this->geometry();
    if (mode_ == kernels::PaddingMode::Zeros) return g;
    g.in_height = pad_.padded_height();
    g.in_width = pad_.padded_width();
    g.pad_top = g.pad_left = 0;
    return g;
  }
  /// A padded image, or the gradient of one when counted from max_count() on.
  T* padded(std::int64_t image) const {
    return this->memory().saved.data() + image * padded_geometry().input_size();
  }

  /// The row of the image under row `position` of the padded one; outside for zeros.
  std::int64_t source_row(std::int64_t position) const {
    const std::int64_t row = position - pad_.top;
    return mode_ == kernels::PaddingMode::Zeros ? row
                                                : kernels::padded_source(mode_, row, pad_.height);
  }
  std::int64_t source_column(std::int64_t position) const {
    const std::int64_t column = position - pad_.left;
    return mode_ == kernels::PaddingMode::Zeros ? column
                                                : kernels::padded_source(mode_, column, pad_.width);
  }

  kernels::Pad2dGeometry pad_;
  kernels::PaddingMode mode_ = kernels::PaddingMode::Zeros;
};

}  // namespace convscope
