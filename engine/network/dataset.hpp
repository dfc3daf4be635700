#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/core/shape.hpp"

namespace convscope {

/// Labelled inputs, which may arrive in parts: images of bytes, taken as value / 255, or floats,
/// taken as they are.
class Dataset {
 public:
  enum class Values : std::uint8_t { Bytes, Floats };

  /// `expected` is how many images will come in all; the memory for them is set aside at once.
  Dataset(const Shape& image, std::int64_t classes, std::int64_t expected,
          Values values = Values::Bytes);

  const Shape& image_shape() const noexcept { return image_; }
  std::int64_t classes() const noexcept { return classes_; }
  std::int64_t size() const noexcept { return static_cast<std::int64_t>(labels_.size()); }
  /// Images in an epoch: all that are expected, or those that are here once no more will come.
  std::int64_t expected() const noexcept { return closed_ ? size() : expected_; }
  bool complete() const noexcept { return size() >= expected(); }

  /// Adds images (count, C, H, W), floats as their bytes, with their labels. Throws
  /// Error(InvalidData) when the sizes do not fit or more come than expected,
  /// Error(LabelOutOfRange); then nothing is added.
  void append(std::span<const std::uint8_t> images, std::span<const std::uint8_t> labels);

  /// No more parts will come.
  void close() noexcept { closed_ = true; }

  /// Throws Error(InvalidArgument) when there is no such image, or when it is of floats.
  std::span<const std::uint8_t> image(std::int64_t index) const;
  std::uint8_t label(std::int64_t index) const;

  /// What an image is drawn from: its bytes as numbers, or its floats.
  void write_values(std::int64_t index, float* to) const;
  bool holds_floats() const noexcept { return values_ == Values::Floats; }
  /// By how much the values are divided for the network.
  float scale() const noexcept { return holds_floats() ? 1.0F : 255.0F; }
  /// The image as a network takes it.
  void write_image(std::int64_t index, float* to) const;

 private:
  void check_index(std::int64_t index) const;
  std::int64_t image_bytes() const noexcept;
  std::span<const std::uint8_t> stored(std::int64_t index) const;

  Shape image_;
  std::int64_t classes_;
  std::int64_t expected_;
  Values values_;
  bool closed_ = false;
  /// Of the bytes, as networks take them.
  std::array<float, 256> quotients_{};
  std::vector<std::uint8_t> images_;
  std::vector<std::uint8_t> labels_;
};

}  // namespace convscope
