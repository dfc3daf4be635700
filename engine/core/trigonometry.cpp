#include "engine/core/trigonometry.hpp"

#include "engine/core/simd.hpp"

namespace convscope {

float sine(float angle) noexcept {
  return xsimd::sin(Vec<float>(angle)).get(0);
}

float cosine(float angle) noexcept {
  return xsimd::cos(Vec<float>(angle)).get(0);
}

double cosine(double angle) noexcept {
  return xsimd::cos(Vec<double>(angle)).get(0);
}

}  // namespace convscope
