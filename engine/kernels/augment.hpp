#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>

#include "engine/core/rng.hpp"
#include "engine/core/trigonometry.hpp"

/// Random distortions of small grey images, a pure function of the random stream.
namespace convscope::kernels {

/// Largest distortions; each image draws uniformly between minus and plus these.
struct AugmentSettings {
  float rotate_degrees = 0;
  float shift_pixels = 0;
  /// Relative change of size and, independently, of the aspect ratio.
  float scale = 0;
  float shear_degrees = 0;
  /// Displacement of the points of a 5 x 5 grid, interpolated smoothly, in pixels.
  float elastic = 0;
  /// Growth (or thinning) of strokes, in pixels on each side.
  float thickness = 0;

  bool any() const {
    return rotate_degrees > 0 || shift_pixels > 0 || scale > 0 || shear_degrees > 0 ||
           elastic > 0 || thickness > 0;
  }
};

/// Where each output pixel is read from.
class Distortion {
 public:
  Distortion(const AugmentSettings& s, RandomStream& random) {
    const auto [sine, cosine] = direction(s.rotate_degrees * kRadians * random.symmetric());
    const float shear = s.shear_degrees * kRadians * random.symmetric();
    const float size = 1 + s.scale * random.symmetric();
    const float aspect = 1 + 0.5F * s.scale * random.symmetric();
    const float sx = 1 / (size * aspect);
    const float sy = aspect / size;
    matrix_ = {sx * cosine, sx * (sine + shear * cosine), -sy * sine, sy * (cosine - shear * sine)};
    shift_ = {s.shift_pixels * random.symmetric(), s.shift_pixels * random.symmetric()};
    for (auto& knot : knots_) {
      knot = {s.elastic * random.symmetric(), s.elastic * random.symmetric()};
    }
  }

  /// Nothing random: turned clockwise about the middle, then moved.
  Distortion(float degrees, float right, float down) {
    const auto [sine, cosine] = direction(degrees * kRadians);
    matrix_ = {cosine, sine, -sine, cosine};
    shift_ = {-cosine * right - sine * down, sine * right - cosine * down};
  }

  std::array<float, 2> source(float x, float y, float width, float height) const {
    const float u = x - (width - 1) / 2;
    const float v = y - (height - 1) / 2;
    const auto bend = displacement(x / (width - 1), y / (height - 1));
    return {matrix_[0] * u + matrix_[1] * v + (width - 1) / 2 + shift_[0] + bend[0],
            matrix_[2] * u + matrix_[3] * v + (height - 1) / 2 + shift_[1] + bend[1]};
  }

 private:
  static constexpr int kKnots = 5;
  static constexpr float kRadians = 0.017453292F;

  /// Sine and cosine.
  static std::array<float, 2> direction(float angle) {
    return {static_cast<float>(convscope::sine(angle)),
            static_cast<float>(convscope::cosine(angle))};
  }

  std::array<float, 2> displacement(float x, float y) const {
    const auto place = [](float at) {
      const float scaled = at * (kKnots - 1);
      const int cell = std::clamp(static_cast<int>(scaled), 0, kKnots - 2);
      const float t = scaled - static_cast<float>(cell);
      return std::pair{cell, t * t * (3 - 2 * t)};
    };
    const auto [cx, tx] = place(x);
    const auto [cy, ty] = place(y);
    std::array<float, 2> result{};
    for (std::size_t axis = 0; axis < 2; ++axis) {
      const auto knot = [&](int i, int j) {
        return knots_[static_cast<std::size_t>(cy + j) * kKnots + static_cast<std::size_t>(cx + i)]
                     [axis];
      };
      const float top = knot(0, 0) + tx * (knot(1, 0) - knot(0, 0));
      const float bottom = knot(0, 1) + tx * (knot(1, 1) - knot(0, 1));
      result[axis] = top + ty * (bottom - top);
    }
    return result;
  }

  std::array<float, 4> matrix_{};
  std::array<float, 2> shift_{};
  std::array<std::array<float, 2>, kKnots * kKnots> knots_{};
};

/// Bilinear sample; outside the image is paper (0).
inline float sample_bilinear(const float* image, int height, int width, float x, float y) {
  const float fx = std::floor(x);
  const float fy = std::floor(y);
  const int left = static_cast<int>(fx);
  const int top = static_cast<int>(fy);
  const auto pixel = [&](int px, int py) {
    const bool inside = px >= 0 && px < width && py >= 0 && py < height;
    return inside ? image[py * width + px] : 0.0F;
  };
  const float tx = x - fx;
  const float ty = y - fy;
  const float upper = pixel(left, top) + tx * (pixel(left + 1, top) - pixel(left, top));
  const float lower = pixel(left, top + 1) + tx * (pixel(left + 1, top + 1) - pixel(left, top + 1));
  return upper + ty * (lower - upper);
}

/// Moves each pixel by `amount` (0..1) toward the largest (grow) or smallest value of its
/// cross-shaped neighbourhood. `scratch` holds height x width floats.
inline void change_thickness(int height, int width, float amount, bool grow, float* image,
                             float* scratch) {
  std::copy_n(image, height * width, scratch);
  const auto pixel = [&](int x, int y) {
    return x >= 0 && x < width && y >= 0 && y < height ? scratch[y * width + x] : 0.0F;
  };
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const float centre = pixel(x, y);
      const auto around = {centre, pixel(x - 1, y), pixel(x + 1, y), pixel(x, y - 1),
                           pixel(x, y + 1)};
      const float target = grow ? std::max(around) : std::min(around);
      image[y * width + x] = centre + amount * (target - centre);
    }
  }
}

/// One distorted channel in `out` (height x width); `scratch` as large.
inline void augment_channel(const Distortion& distortion, float thickness, const float* in,
                            int height, int width, float* out, float* scratch) {
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto [sx, sy] =
          distortion.source(static_cast<float>(x), static_cast<float>(y), static_cast<float>(width),
                            static_cast<float>(height));
      out[y * width + x] = sample_bilinear(in, height, width, sx, sy);
    }
  }
  float left = std::abs(thickness);
  while (left > 0) {
    change_thickness(height, width, std::min(left, 1.0F), thickness > 0, out, scratch);
    left -= 1;
  }
}

}  // namespace convscope::kernels
