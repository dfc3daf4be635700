#pragma once

#include <algorithm>

#include "engine/layers/axis_layer.hpp"

namespace convscope {

/// Inputs side by side along one axis; their other extents must agree. As torch.cat.
template <class T>
class Concat final : public AxisLayer<T> {
 public:
  static constexpr LayerSchema schema() {
    return {.type = "Concat",
            .doc = {"Puts its inputs one behind the other, as channels unless told otherwise",
                    "把各个输入首尾相接，默认沿通道方向"},
            .formula = R"(y = [x^{(1)}, x^{(2)}, \dots])",
            .size = R"(C = \sum_k C^{(k)})",
            .source = "torch.cat",
            .nature = {.rereads_inputs = false, .rereads_output = false},
            .options = {dim_option()},
            .inputs = {2, 16}};
  }

  explicit Concat(LayerArguments&& arguments) : AxisLayer<T>(std::move(arguments)) {
    for (const Shape& shape : this->input_shapes()) {
      bool fits = shape.rank() == this->input_shape().rank();
      for (int i = 0; fits && i < shape.rank(); ++i) {
        fits = i == this->axis() || shape[i] == this->input_shape()[i];
      }
      if (fits) continue;
      this->fail(ErrorCode::ShapeMismatch,
                 {"expected inputs that differ only along dim ", this->axis() + 1, ", got ",
                  this->input_shape().to_string(), " and ", shape.to_string()});
    }
  }

  Shape output_shape() const override {
    Shape shape;
    for (int i = 0; i < this->input_shape().rank(); ++i) {
      std::int64_t extent = this->input_shape()[i];
      if (i == this->axis()) {
        extent = 0;
        for (const Shape& input : this->input_shapes()) extent += input[i];
      }
      shape.append(extent);
    }
    return shape;
  }

  void forward(const ForwardPass<T>& pass) noexcept override {
    for_each_slice(pass.count, [&](std::size_t i, auto within, auto whole, auto length) {
      std::copy_n(pass.inputs[i] + within, length, pass.output + whole);
    });
  }

  void backward(const BackwardPass<T>& pass) noexcept override {
    for_each_slice(pass.count, [&](std::size_t i, auto within, auto whole, auto length) {
      if (pass.input_gradients[i] == nullptr) return;
      std::copy_n(pass.output_gradient + whole, length, pass.input_gradients[i] + within);
    });
  }

  void list_sources(std::int64_t unit, std::vector<Source>& sources) const override {
    for_each_slice(1, [&](std::size_t i, auto within, auto whole, auto length) {
      if (unit < whole || unit >= whole + length) return;
      sources.push_back({.input = static_cast<int>(i), .index = within + unit - whole});
    });
  }

  /// Along the axis, a run of outputs may come from the whole of any input.
  Interval source_interval(int input, int axis, const Interval& outputs) const override {
    const Shape& shape = this->input_shape();
    const int along = shape.is_image() ? this->axis() - 1 : 1;
    if (axis != along) return outputs;
    return {0, this->input_shapes()[static_cast<std::size_t>(input)][this->axis()] - 1};
  }

  Explanation explain(const ExplainPass<T>& pass) const override {
    return this->explain_sum(pass, T(0), [](const Source&) { return 1.0; });
  }

 private:
  /// Calls visit(input, offset within it, offset within the output, length) for each run of memory
  /// that belongs together.
  template <class Visit>
  void for_each_slice(std::int64_t count, Visit visit) const {
    const kernels::AxisShape whole = this->seen_from_axis(count, output_shape());
    for (std::int64_t outer = 0; outer < whole.outer; ++outer) {
      std::int64_t at = outer * whole.slice();
      for (std::size_t i = 0; i < this->input_shapes().size(); ++i) {
        const std::int64_t length = this->input_shapes()[i][this->axis()] * whole.inner;
        visit(i, outer * length, at, length);
        at += length;
      }
    }
  }
};

}  // namespace convscope
