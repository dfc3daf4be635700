#pragma once

#include "engine/layers/pool_base.hpp"

namespace convscope {

/// What AdaptiveAvgPool2d and AdaptiveMaxPool2d share: window i of n over H pixels runs from
/// floor(i H / n) to ceil((i + 1) H / n), so any output size fits. Output size 1 is global pooling.
template <class T>
class AdaptivePool2d : public PoolBase<T> {
 public:
  explicit AdaptivePool2d(LayerArguments&& arguments) : PoolBase<T>(std::move(arguments)) {
    const Shape& input = this->image_input();
    const Pair size = this->options().pair("output_size");
    this->set_geometry({.channels = input[0],
                        .in_height = input[1],
                        .in_width = input[2],
                        .rows = runs(input[1], size.height),
                        .columns = runs(input[2], size.width)});
  }

 protected:
  static constexpr std::string_view kSize = R"((H', W') = \text{output\_size})";

  static constexpr OptionList adaptive_options() {
    return {{.name = "output_size",
             .kind = OptionKind::Pair,
             .doc = {"Height and width of the output: a number or [h, w]; 1 pools everything",
                     "输出的高和宽：一个数，或 [h, w]；1 表示全局池化"},
             .minimum = 1,
             .maximum = 1024}};
  }

 private:
  static std::vector<kernels::PoolRun> runs(std::int64_t in, std::int64_t out) {
    std::vector<kernels::PoolRun> list;
    for (std::int64_t i = 0; i < out; ++i) {
      const std::int64_t begin = i * in / out;
      const std::int64_t end = ((i + 1) * in + out - 1) / out;
      list.push_back({begin, end, 1, end - begin});
    }
    return list;
  }
};

}  // namespace convscope
