#pragma once

#include "engine/kernels/pool2d.hpp"
#include "engine/layers/layer.hpp"

namespace convscope {

/// What MaxPool2d and AvgPool2d share: options, geometry and output size
/// H' = floor((H + 2 p - k) / s) + 1.
template <class T>
class Pool2d : public Layer<T> {
 public:
  explicit Pool2d(LayerArguments arguments) : Layer<T>(std::move(arguments)) {
    const Shape& input = this->image_input();
    const Pair kernel = this->options().pair("kernel_size");
    const Pair given = this->options().pair("stride");
    const Pair stride{given.height == 0 ? kernel.height : given.height,
                      given.width == 0 ? kernel.width : given.width};
    const Pair padding = this->options().pair("padding");
    if (2 * padding.height > kernel.height || 2 * padding.width > kernel.width) {
      this->fail(ErrorCode::InvalidOption,
                 "expected padding of at most half the kernel_size, got " +
                     this->options().values().at("padding").dump());
    }
    geometry_ = {.channels = input[0],
                 .in_height = input[1],
                 .in_width = input[2],
                 .out_height = this->window_count("height", input[1], kernel.height, stride.height,
                                                  padding.height),
                 .out_width = this->window_count("width", input[2], kernel.width, stride.width,
                                                 padding.width),
                 .kernel_height = kernel.height,
                 .kernel_width = kernel.width,
                 .stride_height = stride.height,
                 .stride_width = stride.width,
                 .pad_height = padding.height,
                 .pad_width = padding.width};
  }

  Shape output_shape() const override {
    return {geometry_.channels, geometry_.out_height, geometry_.out_width};
  }

 protected:
  const kernels::Pool2dGeometry& geometry() const noexcept { return geometry_; }

  static std::vector<OptionSchema> pool_options() {
    OptionSchema stride = stride_option(0, {"Step of the window; 0 means as large as the window",
                                            "窗口每次移动的步幅；0 表示与窗口一样大"});
    stride.minimum = 0;
    return {kernel_size_option(), std::move(stride), padding_option()};
  }

 private:
  kernels::Pool2dGeometry geometry_;
};

}  // namespace convscope
