#include "engine/kernels/digit.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "engine/kernels/augment.hpp"

using namespace convscope;
using namespace convscope::kernels;

namespace {

constexpr std::int64_t kSide = 280;

struct Rectangle {
  std::int64_t x, y, width, height;
};

std::vector<std::uint8_t> paint(const std::vector<Rectangle>& rectangles, std::uint8_t ink = 255) {
  std::vector<std::uint8_t> pad(kSide * kSide);
  for (const auto& r : rectangles) {
    for (std::int64_t y = r.y; y < r.y + r.height; ++y) {
      for (std::int64_t x = r.x; x < r.x + r.width; ++x) {
        pad[static_cast<std::size_t>(y * kSide + x)] = ink;
      }
    }
  }
  return pad;
}

std::vector<std::uint8_t> normalize(const std::vector<std::uint8_t>& pad) {
  std::vector<std::uint8_t> digit(kDigitSide * kDigitSide);
  normalize_digit(pad.data(), kSide, kSide, digit.data());
  return digit;
}

std::vector<float> as_floats(const std::vector<std::uint8_t>& image) {
  return {image.begin(), image.end()};
}

struct Extent {
  std::int64_t width = 0, height = 0;
  double centre_x = 0, centre_y = 0;
};

Extent measure(const std::vector<std::uint8_t>& digit) {
  std::int64_t left = 28, right = -1, top = 28, bottom = -1;
  double mass = 0;
  Extent extent;
  for (std::int64_t y = 0; y < 28; ++y) {
    for (std::int64_t x = 0; x < 28; ++x) {
      const double value = digit[static_cast<std::size_t>(y * 28 + x)];
      if (value == 0) continue;
      left = std::min(left, x);
      right = std::max(right, x);
      top = std::min(top, y);
      bottom = std::max(bottom, y);
      mass += value;
      extent.centre_x += value * static_cast<double>(x);
      extent.centre_y += value * static_cast<double>(y);
    }
  }
  extent.centre_x /= mass;
  extent.centre_y /= mass;
  extent.width = right - left + 1;
  extent.height = bottom - top + 1;
  return extent;
}

/// An L: its centre of mass is not the centre of its box.
std::vector<Rectangle> letter(std::int64_t x, std::int64_t y, std::int64_t scale) {
  return {{x, y, 2 * scale, 10 * scale}, {x, y + 8 * scale, 6 * scale, 2 * scale}};
}

}  // namespace

TEST_CASE("a drawing is scaled into 20 x 20 with its proportions kept") {
  const Extent tall = measure(normalize(paint({{100, 40, 30, 200}})));
  CHECK(tall.height == 20);
  CHECK(tall.width == 3);
  const Extent wide = measure(normalize(paint({{10, 200, 120, 30}})));
  CHECK(wide.width == 20);
  CHECK(wide.height == 5);
}

TEST_CASE("place and size of a drawing do not matter") {
  const auto expected = normalize(paint(letter(60, 40, 20)));
  CHECK(normalize(paint(letter(0, 0, 20))) == expected);
  CHECK(normalize(paint(letter(160, 80, 20))) == expected);
  CHECK(normalize(paint(letter(200, 200, 8))) == expected);
  CHECK(normalize(paint(letter(3, 250, 2))) == expected);
}

TEST_CASE("the centre of mass comes to the centre of the image") {
  const Extent extent = measure(normalize(paint(letter(60, 40, 20))));
  CHECK(std::abs(extent.centre_x - 14) <= 0.5);
  CHECK(std::abs(extent.centre_y - 14) <= 0.5);
}

TEST_CASE("averaging keeps the grey of edges, and pale ink is brought to full") {
  // 10.5 columns of the body: the last one is half covered.
  const auto digit = normalize(paint({{0, 0, 105, 200}}));
  const auto row = std::span(digit).subspan(14 * 28, 28);
  const auto full = std::ranges::count(row, 255);
  CHECK(full >= 10);
  const auto pale = normalize(paint({{100, 40, 30, 200}}, 90));
  CHECK(pale == normalize(paint({{100, 40, 30, 200}}, 255)));
}

TEST_CASE("a blank pad is told apart and gives a blank image") {
  std::vector<std::uint8_t> digit(28 * 28, 9);
  const std::vector<std::uint8_t> blank(kSide * kSide, 8);
  CHECK(normalize_digit(blank.data(), kSide, kSide, digit.data()).empty());
  CHECK(std::accumulate(digit.begin(), digit.end(), 0) == 0);
}

TEST_CASE("drawings of any size are read, a single dot too") {
  for (std::int64_t side : {1, 2, 5, 28, 31}) {
    std::vector<std::uint8_t> pad(static_cast<std::size_t>(side * side));
    pad[static_cast<std::size_t>((side - 1) * side + side - 1)] = 255;
    std::vector<std::uint8_t> digit(28 * 28);
    const DigitBox box = normalize_digit(pad.data(), side, side, digit.data());
    CHECK(box.x == side - 1);
    CHECK(box.width == 1);
    CHECK(measure(digit).width == 20);
  }
}

TEST_CASE("augmentation without distortion is the image itself, with it stays close to its mass") {
  const auto digit = as_floats(normalize(paint(letter(60, 40, 20))));
  std::vector<float> out(28 * 28);
  std::vector<float> scratch(28 * 28);
  RandomStream still(1, 1);
  augment_channel(Distortion(AugmentSettings{}, still), 0, digit.data(), 28, 28, out.data(),
                  scratch.data());
  for (std::size_t i = 0; i < out.size(); ++i) CHECK(out[i] == digit[i]);

  const double mass = std::accumulate(digit.begin(), digit.end(), 0.0);
  const AugmentSettings settings{
      .rotate_degrees = 15, .shift_pixels = 2, .scale = 0.1F, .shear_degrees = 10, .elastic = 1};
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    RandomStream random(seed, 1);
    augment_channel(Distortion(settings, random), 0, digit.data(), 28, 28, out.data(),
                    scratch.data());
    const double moved = std::accumulate(out.begin(), out.end(), 0.0);
    CHECK(moved == doctest::Approx(mass).epsilon(0.4));
    CHECK(out != digit);
  }
}

TEST_CASE("augmentation rotates by the angle it says") {
  // A bar along x; rotated by up to 45 degrees its second moments show the angle.
  std::vector<float> bar(28 * 28);
  for (int x = 4; x < 24; ++x) {
    for (int y = 13; y < 15; ++y) bar[static_cast<std::size_t>(y * 28 + x)] = 255;
  }
  double largest = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    RandomStream random(seed, 1);
    const Distortion distortion(AugmentSettings{.rotate_degrees = 45}, random);
    std::vector<float> out(28 * 28);
    std::vector<float> scratch(28 * 28);
    augment_channel(distortion, 0, bar.data(), 28, 28, out.data(), scratch.data());
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int y = 0; y < 28; ++y) {
      for (int x = 0; x < 28; ++x) {
        const double value = out[static_cast<std::size_t>(y * 28 + x)];
        xx += value * (x - 13.5) * (x - 13.5);
        yy += value * (y - 13.5) * (y - 13.5);
        xy += value * (x - 13.5) * (y - 13.5);
      }
    }
    const double degrees = 0.5 * std::atan2(2 * xy, xx - yy) * 180 / 3.14159265358979;
    CHECK(std::abs(degrees) <= 46);
    largest = std::max(largest, std::abs(degrees));
  }
  CHECK(largest > 35);
}

TEST_CASE("thickness grows and thins strokes") {
  const auto digit = as_floats(normalize(paint(letter(60, 40, 20))));
  const auto mass_with = [&](float thickness) {
    std::vector<float> out(28 * 28);
    std::vector<float> scratch(28 * 28);
    RandomStream still(1, 1);
    augment_channel(Distortion(AugmentSettings{}, still), thickness, digit.data(), 28, 28,
                    out.data(), scratch.data());
    return std::accumulate(out.begin(), out.end(), 0.0);
  };
  CHECK(mass_with(1.5F) > mass_with(1));
  CHECK(mass_with(1) > 1.2 * mass_with(0));
  CHECK(mass_with(0.5F) > mass_with(0));
  CHECK(mass_with(-0.5F) < mass_with(0));
}
