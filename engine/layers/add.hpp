#pragma once

#include <algorithm>

#include "engine/core/simd.hpp"
#include "engine/layers/layer.hpp"

namespace convscope {

/// Sum of two or more inputs of one shape. As `a + b` in PyTorch, the skip of a residual block.
template <class T>
class Add final : public Layer<T> {
 public:
  static constexpr LayerSchema schema() {
    return {.type = "Add",
            .doc = {"Adds its inputs; with a skip connection this makes a residual block",
                    "把各个输入相加；加上跳跃连接就是残差块"},
            .formula = R"(y = \sum_k x^{(k)})",
            .source = "torch.add; He et al., CVPR 2016",
            .nature = {.rereads_inputs = false, .rereads_output = false},
            .inputs = {2, 16}};
  }

  explicit Add(LayerArguments&& arguments) : Layer<T>(std::move(arguments)) {
    for (const Shape& shape : this->input_shapes()) {
      if (shape == this->input_shape()) continue;
      this->fail(ErrorCode::ShapeMismatch,
                 {"expected inputs of one shape, got ", this->input_shape().to_string(), " and ",
                  shape.to_string()});
    }
  }

  double gradient_density(double output_gradient) const override { return output_gradient; }
  Shape output_shape() const override { return this->input_shape(); }

  Work work() const override {
    return {0, (std::ssize(this->input_shapes()) - 1) * this->input_shape().size()};
  }

  void forward(const ForwardPass<T>& pass) noexcept override {
    const std::int64_t elements = pass.count * this->input_shape().size();
    std::copy_n(pass.inputs[0], elements, pass.output);
    for (const T* input : pass.inputs.subspan(1)) {
      map(
          elements, pass.output, [](const Vec<T>& a, const Vec<T>& b) { return a + b; },
          static_cast<const T*>(pass.output), input);
    }
  }

  void backward(const BackwardPass<T>& pass) noexcept override {
    for (T* gradient : pass.input_gradients) {
      if (gradient == nullptr) continue;
      std::copy_n(pass.output_gradient, pass.count * this->input_shape().size(), gradient);
    }
  }

  void list_sources(std::int64_t unit, std::vector<Source>& sources) const override {
    for (std::size_t i = 0; i < this->input_shapes().size(); ++i) {
      sources.push_back({.input = static_cast<int>(i), .index = unit});
    }
  }

  Explanation explain(const ExplainPass<T>& pass) const override {
    return this->explain_sum(pass, T(0), [](const Source&) { return 1.0; });
  }
};

}  // namespace convscope
