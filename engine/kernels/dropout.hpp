#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "engine/core/rng.hpp"
#include "engine/core/simd.hpp"

namespace convscope::kernels {

/// mask[i] = 0 with probability p, else 1, for the elements from `first` on; element i of all
/// depends only on (philox, i).
template <class T>
void dropout_mask(const Philox& philox, float p, std::int64_t first, std::int64_t count, T* mask) {
  const auto end = static_cast<std::uint64_t>(first + count);
  auto i = static_cast<std::uint64_t>(first);
  const auto fill = [&](const std::uint32_t* bits, std::uint64_t number) {
    for (std::uint64_t j = 0; j < number; ++j) {
      *mask++ = to_unit_float(bits[j]) < p ? T(0) : T(1);
    }
    return number;
  };
  while (i < end) {
    if (i % 4 == 0 && i + Philox::kMany * 4 <= end) {
      const auto bits = philox.blocks(i / 4);
      i += fill(bits.data(), bits.size());
      continue;
    }
    const Philox::Block bits = philox.block(i / 4);
    i += fill(bits.data() + i % 4, std::min(4 - i % 4, end - i));
  }
}

/// A mask over four axes that varies along some of them: element i of the small mask over just
/// those axes depends only on (philox, i), and is repeated along the others.
template <class T>
void shared_dropout_mask(const Philox& philox, float p, const std::array<std::int64_t, 4>& extents,
                         const std::array<bool, 4>& varies, std::int64_t first, T* mask) {
  std::array<std::int64_t, 4> stride{};
  std::int64_t size = 1;
  for (std::size_t axis = 4; axis-- > 0;) {
    if (!varies[axis]) continue;
    stride[axis] = size;
    size *= extents[axis];
  }
  const auto draw = [&](std::int64_t i) {
    const Philox::Block bits = philox.block(static_cast<std::uint64_t>(i / 4));
    return to_unit_float(bits[static_cast<std::size_t>(i % 4)]) < p ? T(0) : T(1);
  };
  for (std::int64_t n = first; n < first + extents[0]; ++n) {
    for (std::int64_t c = 0; c < extents[1]; ++c) {
      for (std::int64_t y = 0; y < extents[2]; ++y) {
        const std::int64_t row = n * stride[0] + c * stride[1] + y * stride[2];
        for (std::int64_t x = 0; x < extents[3]; ++x) *mask++ = draw(row + x * stride[3]);
      }
    }
  }
}

/// y = x mask scale; forward and backward alike.
template <class T>
void dropout_apply(std::int64_t count, const T* x, const T* mask, T scale, T* y) {
  map(
      count, y, [scale](const Vec<T>& v, const Vec<T>& m) { return v * m * Vec<T>(scale); }, x,
      mask);
}

/// y = x scale.
template <class T>
void scale(std::int64_t count, const T* x, T factor, T* y) {
  map(count, y, [factor](const Vec<T>& v) { return v * Vec<T>(factor); }, x);
}

}  // namespace convscope::kernels
