#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
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

/// Uniform within `bound`, or normal with this deviation.
template <class T>
[[gnu::noinline]] void draw_values(RandomStream& random, bool normal, float bound,
                                   std::span<T> values) {
  for (T& value : values) {
    value = static_cast<T>(bound * (normal ? draw_normal(random) : random.symmetric()));
  }
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
  const float bound = normal ? deviation : std::sqrt(3.0F) * deviation;
  // A browser begins with slow code and changes to faster code between calls, not within one.
  constexpr std::size_t kPortion = 512;
  for (std::size_t i = 0; i < values.size(); i += kPortion) {
    draw_values(random, normal, bound, values.subspan(i, std::min(kPortion, values.size() - i)));
  }
}

}  // namespace convscope
