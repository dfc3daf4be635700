#pragma once

#include <cmath>
#include <span>

#include "engine/core/functions.hpp"
#include "engine/core/rng.hpp"
#include "engine/core/simd.hpp"
#include "engine/core/trigonometry.hpp"
#include "engine/layers/layer.hpp"
#include "engine/network/description.hpp"

namespace convscope {

/// Standard normal number by Box and Muller, with xsimd's log and cos so that every platform draws
/// the same.
inline float draw_normal(RandomStream& random) {
  const float radius_draw = 1.0F - random.uniform();
  const float angle = 6.2831855F * random.uniform();
  const float log_draw = logarithm<float>(Vec<float>(radius_draw)).get(0);
  return std::sqrt(-2.0F * log_draw) * static_cast<float>(cosine(angle));
}

/// Fills a weight of the given fans; `index` keeps the streams of two tensors apart. Weights are
/// drawn in float whatever T is, so that a double network starts from the same numbers.
template <class T>
void fill_weight(Initializer init, const TensorSpec& spec, std::uint64_t seed, std::uint64_t index,
                 std::span<T> values) {
  RandomStream random(seed, random_stream(RandomPurpose::Initialization, index, 0));
  const bool kaiming = init == Initializer::KaimingUniform || init == Initializer::KaimingNormal;
  const auto fan = static_cast<float>(kaiming ? spec.fan_in : spec.fan_in + spec.fan_out);
  const float deviation = std::sqrt(2.0F / fan);
  const bool normal = init == Initializer::KaimingNormal || init == Initializer::XavierNormal;
  const float bound = std::sqrt(3.0F) * deviation;
  for (T& value : values) {
    value = static_cast<T>(normal ? deviation * draw_normal(random) : bound * random.symmetric());
  }
}

}  // namespace convscope
