#pragma once

#include <algorithm>

#include "engine/layers/axis_layer.hpp"

namespace convscope {

/// What Softmax and LogSoftmax share: each value depends on all values along the axis.
template <class T>
class SoftmaxBase : public AxisLayer<T> {
 public:
  using AxisLayer<T>::AxisLayer;

  Shape output_shape() const final { return this->input_shape(); }

  void list_sources(std::int64_t unit, std::vector<Source>& sources) const final {
    const kernels::AxisShape s = sample();
    const std::int64_t first = source_group(unit);
    for (std::int64_t k = 0; k < s.extent; ++k) {
      sources.push_back({.input = 0, .index = first + k * s.inner});
    }
  }
  /// The first element of the unit's column.
  std::int64_t source_group(std::int64_t unit) const final {
    const kernels::AxisShape s = sample();
    return unit / s.slice() * s.slice() + unit % s.inner;
  }
  Interval source_interval(int /*input*/, int axis, const Interval& outputs) const final {
    const Shape& shape = this->input_shape();
    const int along = shape.is_image() ? this->axis() - 1 : 1;
    if (axis != along) return outputs;
    return {0, shape[this->axis()] - 1};
  }

  /// The numbers on the way: the largest value, then for each term exp(term - largest), their sum
  /// and its logarithm. By the functions and in the precision of the forward pass.
  Explanation explain(const ExplainPass<T>& pass) const final {
    Explanation explanation = Layer<T>::explain(pass);
    const std::vector<Term>& terms = explanation.terms;
    const double top = std::ranges::max_element(terms, {}, &Term::value)->value;
    explanation.steps.emplace_back("maximum", top);
    T sum(0);
    for (const Term& term : terms) {
      const T power = exponential<T>(Vec<T>(static_cast<T>(term.value - top))).get(0);
      explanation.steps.emplace_back("exponential", static_cast<double>(power));
      sum += power;
    }
    explanation.steps.emplace_back("sum", static_cast<double>(sum));
    explanation.steps.emplace_back("logarithm",
                                   static_cast<double>(logarithm<T>(Vec<T>(sum)).get(0)));
    return explanation;
  }

 protected:
  kernels::AxisShape sample() const { return shape(1); }
  kernels::AxisShape shape(std::int64_t count) const {
    return this->seen_from_axis(count, this->input_shape());
  }
};

}  // namespace convscope
