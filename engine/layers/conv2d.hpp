#pragma once

#include "engine/kernels/conv2d.hpp"
#include "engine/layers/layer.hpp"

namespace convscope {

/// Cross-correlation of (N, C, H, W) with Cout kernels of (C, kh, kw), plus a bias.
/// Output (N, Cout, H', W') with H' = floor((H + 2 ph - kh) / sh) + 1. As torch.nn.Conv2d.
template <class T>
class Conv2d final : public Layer<T> {
 public:
  static LayerSchema schema() {
    return {.type = "Conv2d",
            .doc = {"Slides small kernels over the image; each output is a weighted sum of a patch",
                    "让小卷积核在图像上滑动，每个输出是一小块输入的加权和"},
            .formula =
                R"(y_{o,r,c} = b_o + \sum_{i,u,v} w_{o,i,u,v}\, x_{i,\,r s + u - p,\,c s + v - p})",
            .options = {{.name = "out_channels",
                         .kind = OptionKind::Integer,
                         .doc = {"Number of kernels, and so of output channels",
                                 "卷积核的个数，也就是输出通道数"},
                         .minimum = 1,
                         .maximum = 4096},
                        kernel_size_option(),
                        stride_option(1, {"Step of the window: a number or [sh, sw]",
                                          "窗口每次移动的步幅：一个数，或 [sh, sw]"}),
                        padding_option(),
                        {.name = "bias",
                         .kind = OptionKind::Boolean,
                         .doc = {"Add a trained number to each output channel",
                                 "给每个输出通道加上一个可学习的偏置"},
                         .fallback = true}}};
  }

  explicit Conv2d(LayerArguments arguments) : Layer<T>(std::move(arguments)) {
    const Shape& input = this->image_input();
    const Pair kernel = this->options().pair("kernel_size");
    const Pair stride = this->options().pair("stride");
    const Pair padding = this->options().pair("padding");
    has_bias_ = this->options().boolean("bias");
    geometry_ = {.in_channels = input[0],
                 .in_height = input[1],
                 .in_width = input[2],
                 .out_channels = this->options().integer("out_channels"),
                 .out_height = this->window_count("height", input[1], kernel.height, stride.height,
                                                  padding.height),
                 .out_width = this->window_count("width", input[2], kernel.width, stride.width,
                                                 padding.width),
                 .kernel_height = kernel.height,
                 .kernel_width = kernel.width,
                 .stride_height = stride.height,
                 .stride_width = stride.width,
                 .pad_top = padding.height,
                 .pad_left = padding.width};
  }

  Shape output_shape() const override {
    return {geometry_.out_channels, geometry_.out_height, geometry_.out_width};
  }

  std::vector<TensorSpec> parameters() const override {
    const auto& g = geometry_;
    std::vector<TensorSpec> specs{
        {.name = "weight",
         .shape = {g.out_channels, g.in_channels, g.kernel_height, g.kernel_width},
         .fill = Fill::Weight,
         .fan_in = g.depth(),
         .fan_out = g.out_channels * g.kernel_height * g.kernel_width}};
    if (has_bias_) specs.push_back({.name = "bias", .shape = {g.out_channels}});
    return specs;
  }

  MemoryNeeds memory_needs() const override {
    const auto [elements, offsets] = kernels::conv2d_workspace<T>(geometry_);
    return {.workspace = elements, .workspace_indices = offsets};
  }

  /// Additions: kh kw - 1 within each channel, Cin - 1 across channels and one for the bias.
  Work work() const override {
    const std::int64_t products = geometry_.output_size() * geometry_.depth();
    return {products, products - (has_bias_ ? 0 : geometry_.output_size())};
  }

  void forward(const ForwardPass<T>& pass) noexcept override {
    const auto& memory = this->memory();
    kernels::conv2d_forward(geometry_, pass.count, pass.input, memory.parameters[0].data(),
                            has_bias_ ? memory.parameters[1].data() : nullptr, pass.output,
                            memory.workspace.data(), memory.workspace_indices.data());
  }

  void backward(const BackwardPass<T>& pass) noexcept override {
    const auto& memory = this->memory();
    T* workspace = memory.workspace.data();
    std::int32_t* offsets = memory.workspace_indices.data();
    kernels::conv2d_backward_weight(
        geometry_, pass.count, pass.input, pass.output_gradient, memory.gradients[0].data(),
        has_bias_ ? memory.gradients[1].data() : nullptr, workspace, offsets);
    if (pass.input_gradient == nullptr) return;
    kernels::conv2d_backward_input(geometry_, pass.count, pass.output_gradient,
                                   memory.parameters[0].data(), pass.input_gradient, workspace,
                                   offsets);
  }

 private:
  kernels::Conv2dGeometry geometry_;
  bool has_bias_ = true;
};

}  // namespace convscope
