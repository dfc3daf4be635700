#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace convscope {

/// Extents of a tensor, up to four of them. Activations are described without the batch axis:
/// (C, H, W) for images and (F) for flat features.
class Shape {
 public:
  static constexpr int kMaxRank = 4;

  constexpr Shape() = default;
  constexpr Shape(std::initializer_list<std::int64_t> extents) {
    assert(extents.size() <= kMaxRank);
    for (std::int64_t extent : extents) append(extent);
  }

  constexpr int rank() const noexcept { return rank_; }
  constexpr std::int64_t operator[](int axis) const { return extents_[static_cast<size_t>(axis)]; }
  constexpr const std::int64_t* begin() const noexcept { return extents_.data(); }
  constexpr const std::int64_t* end() const noexcept { return extents_.data() + rank_; }

  constexpr void append(std::int64_t extent) {
    assert(rank_ < kMaxRank);
    extents_[static_cast<size_t>(rank_++)] = extent;
  }

  /// Number of elements; 1 for the empty shape.
  constexpr std::int64_t size() const noexcept {
    std::int64_t product = 1;
    for (std::int64_t extent : *this) product *= extent;
    return product;
  }

  constexpr bool is_image() const noexcept { return rank_ == 3; }

  friend constexpr bool operator==(const Shape&, const Shape&) = default;

  /// `(8, 28, 28)`.
  std::string to_string() const;

 private:
  std::array<std::int64_t, kMaxRank> extents_{};
  int rank_ = 0;
};

}  // namespace convscope
