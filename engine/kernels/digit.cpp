#include "engine/kernels/digit.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace convscope::kernels {
namespace {

/// Below this a pixel is paper: the faintest antialiased fringe would widen the box.
constexpr std::uint8_t kInk = 32;

using Body = std::array<double, static_cast<std::size_t>(kDigitBody* kDigitBody)>;

/// How much of [from, from + 1) lies within [low, high).
double overlap(std::int64_t from, double low, double high) {
  const auto start = static_cast<double>(from);
  return std::max(0.0, std::min(high, start + 1) - std::max(low, start));
}

/// Mean ink under the rectangle [x0, x1) x [y0, y1) of the drawing.
double mean_ink(const std::uint8_t* ink, std::int64_t width, double x0, double x1, double y0,
                double y1) {
  double sum = 0;
  for (auto y = static_cast<std::int64_t>(y0); static_cast<double>(y) < y1; ++y) {
    const double rows = overlap(y, y0, y1);
    for (auto x = static_cast<std::int64_t>(x0); static_cast<double>(x) < x1; ++x) {
      sum += rows * overlap(x, x0, x1) * ink[y * width + x];
    }
  }
  return sum / ((x1 - x0) * (y1 - y0));
}

struct Extent {
  std::int64_t width, height;
};

Extent body_extent(const DigitBox& box) {
  const auto longest = static_cast<double>(std::max(box.width, box.height));
  const auto scaled = [&](std::int64_t side) {
    const double exact = static_cast<double>(side) * kDigitBody / longest;
    return std::clamp<std::int64_t>(std::llround(exact), 1, kDigitBody);
  };
  return {scaled(box.width), scaled(box.height)};
}

/// The ink of `box` averaged down (or up) into extent.width x extent.height; the darkest pixel is
/// brought to full ink, since a thin pen on a large pad would leave only grey.
Body scale_to_body(const std::uint8_t* ink, std::int64_t width, const DigitBox& box,
                   const Extent& extent) {
  Body body{};
  const double step_x = static_cast<double>(box.width) / static_cast<double>(extent.width);
  const double step_y = static_cast<double>(box.height) / static_cast<double>(extent.height);
  for (std::int64_t y = 0; y < extent.height; ++y) {
    for (std::int64_t x = 0; x < extent.width; ++x) {
      const double left = static_cast<double>(box.x) + static_cast<double>(x) * step_x;
      const double top = static_cast<double>(box.y) + static_cast<double>(y) * step_y;
      const double right = std::min(left + step_x, static_cast<double>(box.x + box.width));
      const double bottom = std::min(top + step_y, static_cast<double>(box.y + box.height));
      body[static_cast<std::size_t>(y * kDigitBody + x)] =
          mean_ink(ink, width, left, right, top, bottom);
    }
  }
  const double darkest = std::ranges::max(body);
  for (double& value : body) value *= 255 / darkest;
  return body;
}

/// Offset of the body within the 28 x 28 image so that its centre of mass comes to the centre, kept
/// inside the image.
std::array<std::int64_t, 2> placement(const Body& body, const Extent& extent) {
  double mass = 0;
  double moment_x = 0;
  double moment_y = 0;
  for (std::int64_t y = 0; y < extent.height; ++y) {
    for (std::int64_t x = 0; x < extent.width; ++x) {
      const double value = body[static_cast<std::size_t>(y * kDigitBody + x)];
      mass += value;
      moment_x += value * static_cast<double>(x);
      moment_y += value * static_cast<double>(y);
    }
  }
  const auto offset = [](double centre, std::int64_t side) {
    constexpr double kCentre = kDigitSide / 2.0;
    return std::clamp<std::int64_t>(std::llround(kCentre - centre), 0, kDigitSide - side);
  };
  return {offset(moment_x / mass, extent.width), offset(moment_y / mass, extent.height)};
}

}  // namespace

DigitBox find_ink(const std::uint8_t* ink, std::int64_t width, std::int64_t height) {
  std::int64_t left = width;
  std::int64_t top = height;
  std::int64_t right = 0;
  std::int64_t bottom = 0;
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      if (ink[y * width + x] < kInk) continue;
      left = std::min(left, x);
      right = std::max(right, x + 1);
      top = std::min(top, y);
      bottom = y + 1;
    }
  }
  if (right == 0) return {};
  return {left, top, right - left, bottom - top};
}

DigitBox normalize_digit(const std::uint8_t* ink, std::int64_t width, std::int64_t height,
                         std::uint8_t* digit) {
  std::fill_n(digit, kDigitSide * kDigitSide, std::uint8_t{0});
  const DigitBox box = find_ink(ink, width, height);
  if (box.empty()) return box;
  const Extent extent = body_extent(box);
  const Body body = scale_to_body(ink, width, box, extent);
  const auto [left, top] = placement(body, extent);
  for (std::int64_t y = 0; y < extent.height; ++y) {
    for (std::int64_t x = 0; x < extent.width; ++x) {
      const double value = body[static_cast<std::size_t>(y * kDigitBody + x)];
      digit[(top + y) * kDigitSide + left + x] =
          static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
    }
  }
  return box;
}

}  // namespace convscope::kernels
