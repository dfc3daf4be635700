#pragma once

#include "engine/layers/pool_base.hpp"

namespace convscope {

/// What MaxPool2d and AvgPool2d share: options, windows and output size
/// H' = floor((H + 2 p - d (k - 1) - 1) / s) + 1, rounded up with ceil_mode as long as the last
/// window still starts inside the image or its upper left padding. As PyTorch.
template <class T>
class Pool2d : public PoolBase<T> {
 public:
  explicit Pool2d(LayerArguments&& arguments) : PoolBase<T>(std::move(arguments)) {
    const Shape& input = this->image_input();
    const Pair kernel = this->options().pair("kernel_size");
    const Pair given = this->options().pair("stride");
    const Pair padding = this->options().pair("padding");
    const Pair dilation =
        this->has_option("dilation") ? this->options().pair("dilation") : Pair{1, 1};
    if (2 * padding.height > kernel.height || 2 * padding.width > kernel.width) {
      this->fail(ErrorCode::InvalidOption,
                 {"expected padding of at most half the kernel_size, got ",
                  this->options().values()["padding"].dump()});
    }
    const Window rows{kernel.height, given.height == 0 ? kernel.height : given.height,
                      padding.height, dilation.height};
    const Window columns{kernel.width, given.width == 0 ? kernel.width : given.width, padding.width,
                         dilation.width};
    rows_ = rows;
    columns_ = columns;
    this->set_geometry({.channels = input[0],
                        .in_height = input[1],
                        .in_width = input[2],
                        .rows = runs("height", input[1], rows),
                        .columns = runs("width", input[2], columns)});
  }

  Interval source_interval(int /*input*/, int axis, const Interval& outputs) const final {
    const Window& window = axis == 0 ? rows_ : columns_;
    const std::int64_t first = outputs.first * window.stride - window.padding;
    const std::int64_t last = outputs.last * window.stride - window.padding + window.reach() - 1;
    return {first, last};
  }

 protected:
  static constexpr OptionList pool_options() {
    OptionSchema stride = stride_option(0, {"Step of the window; 0 means as large as the window",
                                            "窗口每次移动的步幅；0 表示与窗口一样大"});
    stride.minimum = 0;
    return {kernel_size_option(),
            stride,
            padding_option(OptionKind::Pair),
            {.name = "ceil_mode",
             .kind = OptionKind::Boolean,
             .doc = {"Let the last window reach over the edge instead of leaving pixels out",
                     "最后一个窗口可以超出边缘，而不是舍弃剩下的像素"},
             .fallback = false}};
  }

 private:
  struct Window {
    std::int64_t kernel = 1, stride = 1, padding = 0, dilation = 1;
    std::int64_t reach() const { return dilation * (kernel - 1) + 1; }
  };

  std::int64_t run_count(const char* axis, std::int64_t in, const Window& window) const {
    std::int64_t count =
        this->window_count(axis, in, window.reach(), window.stride, 2 * window.padding);
    const std::int64_t rest = in + 2 * window.padding - window.reach();
    const bool leaves_pixels = rest % window.stride != 0;
    const bool starts_inside = count * window.stride < in + window.padding;
    if (this->options().boolean("ceil_mode") && leaves_pixels && starts_inside) ++count;
    return count;
  }

  std::vector<kernels::PoolRun> runs(const char* axis, std::int64_t in,
                                     const Window& window) const {
    const bool count_padding =
        this->has_option("count_include_pad") && this->options().boolean("count_include_pad");
    std::vector<kernels::PoolRun> list;
    for (std::int64_t o = run_count(axis, in, window); o-- > 0;) {
      const std::int64_t top = o * window.stride - window.padding;
      const std::int64_t bottom = top + window.reach();
      // The first tap inside the image.
      const std::int64_t skipped = top < 0 ? (window.dilation - 1 - top) / window.dilation : 0;
      const std::int64_t begin = top + skipped * window.dilation;
      const std::int64_t end = std::min(bottom, in);
      if (begin >= end) {
        this->fail(ErrorCode::ShapeMismatch,
                   {"expected every window to reach the image, got one that only sees padding "
                    "along the ",
                    axis});
      }
      // A window that reaches over the far padding counts only as far as the padding goes.
      const std::int64_t counted = std::min(bottom, in + window.padding) - top;
      list.push_back({begin, end, window.dilation, count_padding ? counted : end - begin});
    }
    std::ranges::reverse(list);
    return list;
  }

  Window rows_, columns_;
};

}  // namespace convscope
