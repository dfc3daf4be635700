#pragma once

#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "engine/core/rng.hpp"

namespace convscope {

/// Draws every image of an epoch once, in random order. The shuffle of Fisher and Yates runs one
/// draw at a time, so images that arrive in the middle of an epoch join what is left of it.
class Sampler {
 public:
  /// `capacity` images at most; drawing never allocates.
  Sampler(std::uint64_t seed, std::int64_t capacity) : seed_(seed) {
    order_.reserve(static_cast<std::size_t>(capacity));
  }

  std::int64_t epoch() const noexcept { return epoch_; }
  /// Images of this epoch that were drawn.
  std::int64_t position() const noexcept { return position_; }

  void start_epoch(std::uint64_t seed, std::int64_t epoch) {
    seed_ = seed;
    epoch_ = epoch;
    position_ = 0;
    order_.clear();
  }

  /// Makes images [0, size) available.
  void grow(std::int64_t size) {
    const auto old = order_.size();
    if (static_cast<std::size_t>(size) <= old) return;
    order_.resize(static_cast<std::size_t>(size));
    std::iota(order_.begin() + static_cast<std::ptrdiff_t>(old), order_.end(),
              static_cast<std::uint32_t>(old));
  }

  /// The next image; position() < size of the last grow().
  std::int64_t draw() {
    const Philox philox(
        seed_, random_stream(RandomPurpose::Shuffle, 0, static_cast<std::uint64_t>(epoch_)));
    const std::uint32_t bits = philox.block(static_cast<std::uint64_t>(position_))[0];
    const auto left =
        static_cast<std::uint64_t>(order_.size()) - static_cast<std::uint64_t>(position_);
    const auto pick = static_cast<std::uint64_t>(position_) + ((bits * left) >> 32);
    std::swap(order_[static_cast<std::size_t>(position_)], order_[pick]);
    return order_[static_cast<std::size_t>(position_++)];
  }

  /// Repeats the draws of an epoch up to `position`, over `size` images.
  void restore(std::uint64_t seed, std::int64_t epoch, std::int64_t position, std::int64_t size) {
    start_epoch(seed, epoch);
    grow(size);
    while (position_ < position) draw();
  }

 private:
  std::uint64_t seed_;
  std::int64_t epoch_ = 0;
  std::int64_t position_ = 0;
  std::vector<std::uint32_t> order_;
};

}  // namespace convscope
