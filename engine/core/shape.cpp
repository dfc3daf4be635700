#include "engine/core/shape.hpp"

#include "engine/core/error.hpp"

namespace convscope {

std::string Shape::to_string() const {
  std::string text = "(";
  for (int axis = 0; axis < rank_; ++axis) {
    if (axis > 0) text += ", ";
    text += join({(*this)[axis]});
  }
  return text + ")";
}

}  // namespace convscope
