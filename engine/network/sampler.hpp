#pragma once

#include <algorithm>
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
    growth_.reserve(kParts);
  }

  /// Up to `size` images were there once `position` of the epoch had been drawn.
  struct Growth {
    std::int64_t position = 0;
    std::int64_t size = 0;
  };

  std::int64_t epoch() const noexcept { return epoch_; }
  /// Images of this epoch that were drawn.
  std::int64_t position() const noexcept { return position_; }
  /// Seed of this epoch's order, and how its images arrived: what restore() needs.
  std::uint64_t seed() const noexcept { return seed_; }
  const std::vector<Growth>& growth() const noexcept { return growth_; }

  void start_epoch(std::uint64_t seed, std::int64_t epoch) {
    seed_ = seed;
    epoch_ = epoch;
    position_ = 0;
    order_.clear();
    growth_.clear();
  }

  /// Makes images [0, size) available.
  void grow(std::int64_t size) {
    const auto old = order_.size();
    if (static_cast<std::size_t>(size) <= old) return;
    order_.resize(static_cast<std::size_t>(size));
    if (!growth_.empty() && growth_.back().position == position_) growth_.pop_back();
    growth_.push_back({position_, size});
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

  /// Repeats the draws of an epoch up to `position`, over images that arrive as they did.
  void restore(std::uint64_t seed, std::int64_t epoch, std::int64_t position,
               const std::vector<Growth>& growth) {
    start_epoch(seed, epoch);
    for (const Growth& part : growth) {
      draw_until(std::min(part.position, position));
      grow(part.size);
    }
    draw_until(position);
  }

 private:
  /// More parts than this in one epoch make growth_ allocate.
  static constexpr std::size_t kParts = 256;

  void draw_until(std::int64_t position) {
    while (position_ < position && position_ < std::ssize(order_)) draw();
  }

  std::uint64_t seed_;
  std::int64_t epoch_ = 0;
  std::int64_t position_ = 0;
  std::vector<std::uint32_t> order_;
  std::vector<Growth> growth_;
};

}  // namespace convscope
