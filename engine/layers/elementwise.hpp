#pragma once

#include "engine/layers/layer.hpp"

namespace convscope {

/// A layer whose output has the shape of its input, each value made from the one at its place.
template <class T>
class Elementwise : public Layer<T> {
 public:
  using Layer<T>::Layer;

  Shape output_shape() const final { return this->input_shape(); }
  double gradient_density(double output_gradient) const final { return output_gradient; }

 protected:
  std::int64_t elements(std::int64_t count) const { return count * this->input_shape().size(); }
};

}  // namespace convscope
