#pragma once

#include "engine/kernels/bias.hpp"
#include "engine/layers/convolution.hpp"

namespace convscope {

/// The gradient of a convolution as a layer: each input value paints a kernel onto the output.
/// Weight (C, Cout / groups, kh, kw); output (N, Cout, H', W') with
/// H' = (H - 1) sh - ptop - pbottom + d (kh - 1) + output_padding + 1. As torch.nn.ConvTranspose2d.
template <class T>
class ConvTranspose2d final : public Convolution<T> {
 public:
  static constexpr LayerSchema schema() {
    return {.type = "ConvTranspose2d",
            .doc = {"Paints a kernel onto the output for every input value; makes images larger",
                    "转置卷积：每个输入值把卷积核“画”到输出上，常用来放大图像"},
            .formula = R"(y_{o,\,r s_h + u d_h - p_h,\,t s_w + v d_w - p_w} \mathrel{+}= )"
                       R"(w_{i,o,u,v}\, x_{i,r,t},\quad y_o \mathrel{+}= b_o)",
            .size = R"(H' = (H - 1) s - p_{top} - p_{bottom} + d (k_h - 1) + )"
                    R"(p_{output} + 1)",
            .source = "torch.nn.ConvTranspose2d; Zeiler et al., CVPR 2010",
            .nature = {.rereads_output = false},
            .options = {Convolution<T>::out_channels_option(),
                        kernel_size_option(),
                        Convolution<T>::step_option(),
                        padding_option(OptionKind::Padding),
                        {.name = "output_padding",
                         .kind = OptionKind::Pair,
                         .doc = {"Rows and columns added below and to the right of the output",
                                 "在输出的下方和右方增加的行数和列数"},
                         .fallback = 0,
                         .minimum = 0,
                         .maximum = 63},
                        dilation_option(),
                        Convolution<T>::groups_option(),
                        bias_option(),
                        frozen_option()}};
  }

  explicit ConvTranspose2d(LayerArguments&& arguments) : Convolution<T>(std::move(arguments)) {
    const Shape& input = this->image_input();
    const std::int64_t out_channels =
        this->per_group("output", this->options().integer("out_channels"));
    kernels::Conv2dGeometry g =
        this->kernel_geometry(out_channels, this->per_group("input", input[0]));
    const Padding sides = this->padding_sides(g);
    const Pair extra = this->options().pair("output_padding");
    check_output_padding(extra, g);
    g.out_height = input[1];
    g.out_width = input[2];
    g.pad_top = sides.top;
    g.pad_left = sides.left;
    g.in_height = extent("height", (input[1] - 1) * g.stride_height - sides.top - sides.bottom +
                                       g.reach_height() + extra.height + 1);
    g.in_width = extent("width", (input[2] - 1) * g.stride_width - sides.left - sides.right +
                                     g.reach_width() + extra.width + 1);
    this->set_geometry(g);
  }

  Shape output_shape() const override {
    const auto& g = this->geometry();
    return {g.groups * g.in_channels, g.in_height, g.in_width};
  }

  std::vector<TensorSpec> parameters() const override {
    const auto& g = this->geometry();
    const std::int64_t taps = g.kernel_height * g.kernel_width;
    const std::int64_t per_output = g.out_channels * taps / (g.stride_height * g.stride_width);
    std::vector<TensorSpec> specs{
        {.name = "weight",
         .shape = {g.groups * g.out_channels, g.in_channels, g.kernel_height, g.kernel_width},
         .fill = Fill::Weight,
         .fan_in = std::max<std::int64_t>(per_output, 1),
         .fan_out = g.in_channels * taps}};
    if (this->has_bias()) specs.push_back({.name = "bias", .shape = {g.groups * g.in_channels}});
    return specs;
  }

  MemoryNeeds memory_needs() const override { return this->kernel_memory(); }
  /// The bias gradient is summed in one go.
  bool looks_at_gradients() const override { return this->has_bias(); }

  /// Every product is added to its output; the bias is what the first one is added to.
  Work work() const override {
    const auto& g = this->geometry();
    const std::int64_t products = g.output_size() * g.depth();
    const std::int64_t unbiased = std::max<std::int64_t>(products - g.input_size(), 0);
    return {products, this->has_bias() ? products : unbiased};
  }

  void begin_forward(const ForwardPass<T>& /*pass*/) noexcept override {
    kernels::conv2d_pack_backward(this->geometry(), this->weight(), this->packed());
  }
  void forward(const ForwardPass<T>& pass) noexcept override {
    const auto& g = this->geometry();
    kernels::conv2d_backward_input(g, pass.count, pass.input(), this->packed(), pass.output,
                                   this->workspace(pass.part.worker));
    if (!this->has_bias()) return;
    kernels::add_bias(pass.count, g.groups * g.in_channels, g.in_height * g.in_width, this->bias(),
                      pass.output);
  }

  void begin_backward(const BackwardPass<T>& pass) noexcept override {
    const auto& g = this->geometry();
    this->clear_sums(pass.count);
    kernels::conv2d_begin_forward(this->plan(), this->weight(), static_cast<const T*>(nullptr),
                                  this->packed());
    if (!this->has_bias()) return;
    kernels::bias_gradient(pass.count, g.groups * g.in_channels, g.in_height * g.in_width,
                           pass.output_gradient, this->bias_gradient());
  }
  void backward(const BackwardPass<T>& pass) noexcept override {
    const auto& g = this->geometry();
    T* workspace = this->workspace(pass.part.worker);
    kernels::conv2d_backward_weight(g, pass.count, pass.output_gradient, pass.input(),
                                    this->sums(pass.part.index), this->offsets(), workspace);
    if (pass.input_gradient() == nullptr) return;
    kernels::conv2d_forward(g, pass.count, pass.output_gradient, this->packed(),
                            static_cast<const T*>(nullptr), pass.input_gradient(), this->offsets(),
                            workspace);
  }
  void end_backward(std::int64_t parts) noexcept override {
    kernels::add_parts(this->part_sums(), parts, this->sums(0));
    kernels::conv2d_unpack_weight(this->geometry(), this->sums(0), this->weight_gradient(),
                                  static_cast<T*>(nullptr));
  }

  void list_sources(std::int64_t unit, std::vector<Source>& sources) const override {
    const auto& g = this->geometry();
    const std::int64_t plane = g.in_height * g.in_width;
    const std::int64_t channel = unit / plane;
    const std::int64_t group = channel / g.in_channels;
    const std::int64_t y = unit % plane / g.in_width + g.pad_top;
    const std::int64_t x = unit % g.in_width + g.pad_left;
    for (std::int64_t i = group * g.out_channels; i < (group + 1) * g.out_channels; ++i) {
      const std::int64_t kernel = (i * g.in_channels + channel % g.in_channels) * g.kernel_height;
      for (std::int64_t u = 0; u < g.kernel_height; ++u) {
        const std::int64_t row = origin(y - u * g.dilation_height, g.stride_height, g.out_height);
        for (std::int64_t v = 0; v < g.kernel_width; ++v) {
          const std::int64_t column = origin(x - v * g.dilation_width, g.stride_width, g.out_width);
          if (row < 0 || column < 0) continue;
          sources.push_back({0, (i * g.out_height + row) * g.out_width + column,
                             (kernel + u) * g.kernel_width + v});
        }
      }
    }
  }
  std::int64_t source_group(std::int64_t unit) const override {
    const auto& g = this->geometry();
    const std::int64_t plane = g.in_height * g.in_width;
    return unit / plane / g.in_channels * plane + unit % plane;
  }
  Interval source_interval(int /*input*/, int axis, const Interval& outputs) const override {
    const auto& g = this->geometry();
    const auto run = [&](std::int64_t pad, std::int64_t reach, std::int64_t stride) {
      const std::int64_t first = outputs.first + pad - reach;
      return Interval{-floor_divide(-first, stride), floor_divide(outputs.last + pad, stride)};
    };
    return axis == 0 ? run(g.pad_top, g.reach_height(), g.stride_height)
                     : run(g.pad_left, g.reach_width(), g.stride_width);
  }
  Explanation explain(const ExplainPass<T>& pass) const override {
    const auto& g = this->geometry();
    return this->explain_unit(pass, pass.unit / (g.in_height * g.in_width));
  }

 private:
  static constexpr std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
    return a >= 0 ? a / b : -((-a + b - 1) / b);
  }

  /// PyTorch's rule: more would add rows that no kernel reaches.
  void check_output_padding(const Pair& extra, const kernels::Conv2dGeometry& g) const {
    const bool fits = extra.height < std::max(g.stride_height, g.dilation_height) &&
                      extra.width < std::max(g.stride_width, g.dilation_width);
    if (fits) return;
    this->fail(ErrorCode::InvalidOption, {"expected output_padding below stride or dilation, got ",
                                          this->options().values()["output_padding"].dump()});
  }

  std::int64_t extent(const char* axis, std::int64_t value) const {
    if (value >= 1 && static_cast<double>(value) <= kMaxExtent) return value;
    this->fail(ErrorCode::ShapeMismatch,
               {"expected an output ", axis, " from 1 to 65536, got ", value});
  }

  /// The input row (or column) that paints at `position`; -1 if there is none.
  static std::int64_t origin(std::int64_t position, std::int64_t stride, std::int64_t count) {
    if (position < 0 || position % stride != 0 || position / stride >= count) return -1;
    return position / stride;
  }
};

}  // namespace convscope
