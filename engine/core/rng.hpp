#pragma once

#include <array>
#include <cstdint>

namespace convscope {

/// Philox4x32-10, a counter-based generator: block(i) is a pure function of (key, stream, i), so
/// any draw can be repeated or skipped to without replaying the ones before it. Source: Salmon et
/// al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
class Philox {
 public:
  using Block = std::array<std::uint32_t, 4>;

  constexpr Philox(std::uint64_t key, std::uint64_t stream) : key_(key), stream_(stream) {}

  constexpr Block block(std::uint64_t counter) const {
    Block x{low(counter), high(counter), low(stream_), high(stream_)};
    std::uint32_t k0 = low(key_);
    std::uint32_t k1 = high(key_);
    for (int round = 0; round < 10; ++round) {
      const std::uint64_t p0 = std::uint64_t{kFirst} * x[0];
      const std::uint64_t p1 = std::uint64_t{kSecond} * x[2];
      x = {high(p1) ^ x[1] ^ k0, low(p1), high(p0) ^ x[3] ^ k1, low(p0)};
      k0 += kFirstStep;
      k1 += kSecondStep;
    }
    return x;
  }

  /// block(counter), block(counter + 1), ... behind each other: written so that the compiler
  /// makes vectors of it.
  static constexpr std::size_t kMany = 4;
  std::array<std::uint32_t, 4 * kMany> blocks(std::uint64_t counter) const {
    using Lanes = std::array<std::uint32_t, kMany>;
    Lanes a;
    Lanes b;
    Lanes c;
    Lanes d;
    for (std::size_t i = 0; i < kMany; ++i) {
      a[i] = low(counter + i);
      b[i] = high(counter + i);
      c[i] = low(stream_);
      d[i] = high(stream_);
    }
    std::uint32_t k0 = low(key_);
    std::uint32_t k1 = high(key_);
    for (int round = 0; round < 10; ++round) {
      for (std::size_t i = 0; i < kMany; ++i) {
        const std::uint64_t p0 = std::uint64_t{kFirst} * a[i];
        const std::uint64_t p1 = std::uint64_t{kSecond} * c[i];
        a[i] = high(p1) ^ b[i] ^ k0;
        b[i] = low(p1);
        c[i] = high(p0) ^ d[i] ^ k1;
        d[i] = low(p0);
      }
      k0 += kFirstStep;
      k1 += kSecondStep;
    }
    std::array<std::uint32_t, 4 * kMany> all;
    for (std::size_t i = 0; i < kMany; ++i) {
      all[4 * i] = a[i];
      all[4 * i + 1] = b[i];
      all[4 * i + 2] = c[i];
      all[4 * i + 3] = d[i];
    }
    return all;
  }

 private:
  static constexpr std::uint32_t kFirst = 0xD2511F53;
  static constexpr std::uint32_t kSecond = 0xCD9E8D57;
  static constexpr std::uint32_t kFirstStep = 0x9E3779B9;
  static constexpr std::uint32_t kSecondStep = 0xBB67AE85;

  static constexpr std::uint32_t low(std::uint64_t v) { return static_cast<std::uint32_t>(v); }
  static constexpr std::uint32_t high(std::uint64_t v) {
    return static_cast<std::uint32_t>(v >> 32);
  }

  std::uint64_t key_;
  std::uint64_t stream_;
};

/// What a stream of random numbers is for; two purposes never share numbers.
enum class RandomPurpose : std::uint64_t {
  Initialization = 1,
  Dropout = 2,
  Shuffle = 3,
  Augmentation = 4,
};

/// Stream number of (purpose, a, b): a < 2^16 (a layer, say), b < 2^40 (a step, say).
constexpr std::uint64_t random_stream(RandomPurpose purpose, std::uint64_t a, std::uint64_t b) {
  return (static_cast<std::uint64_t>(purpose) << 56) | ((a & 0xFFFF) << 40) | (b & 0xFF'FFFF'FFFF);
}

/// Uniform in [0, 1), on a grid of 2^-24 so that it is exact in float.
constexpr float to_unit_float(std::uint32_t bits) {
  return static_cast<float>(bits >> 8) * 0x1p-24F;
}

/// Sequential reader of one Philox stream.
class RandomStream {
 public:
  constexpr RandomStream(std::uint64_t key, std::uint64_t stream) : philox_(key, stream) {}

  constexpr std::uint32_t next() {
    if (used_ == 4) {
      block_ = philox_.block(counter_++);
      used_ = 0;
    }
    return block_[static_cast<std::size_t>(used_++)];
  }

  /// Uniform in [0, 1).
  constexpr float uniform() { return to_unit_float(next()); }

  /// Uniform in [-1, 1).
  constexpr float symmetric() { return 2.0F * uniform() - 1.0F; }

  /// Uniform in [0, bound) by multiply-shift; the bias is below bound / 2^32.
  constexpr std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>((std::uint64_t{next()} * bound) >> 32);
  }

 private:
  Philox philox_;
  Philox::Block block_{};
  std::uint64_t counter_ = 0;
  int used_ = 4;
};

}  // namespace convscope
