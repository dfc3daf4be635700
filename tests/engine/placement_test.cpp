#include "engine/network/placement.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <vector>

#include "tests/engine/support/toy_data.hpp"

using namespace convscope;
using namespace convscope::testing;

namespace {

std::vector<std::uint8_t> placed(const Dataset& dataset, std::int64_t first, std::int64_t count,
                                 const Placement& placement) {
  std::vector<std::uint8_t> images(static_cast<std::size_t>(count * dataset.image_shape().size()));
  write_placed(dataset, first, count, placement, images.data());
  return images;
}

/// A dark image with one bright pixel.
Dataset one_pixel(std::size_t x, std::size_t y, std::int64_t channels = 1) {
  Dataset dataset({channels, 9, 9}, 2, 1);
  std::vector<std::uint8_t> image(static_cast<std::size_t>(channels * 81));
  image[image.size() - 81 + y * 9 + x] = 200;
  dataset.append(image, std::vector<std::uint8_t>{1});
  return dataset;
}

}  // namespace

TEST_CASE("a move by whole pixels copies every pixel that stays inside") {
  const Dataset dataset = toy_dataset(5, 3);
  for (const auto& [right, down] : {std::pair{0, 0}, {3, 0}, {0, -2}, {-4, 4}, {1, -1}}) {
    const auto images =
        placed(dataset, 1, 3, {0, static_cast<float>(right), static_cast<float>(down)});
    for (std::int64_t n = 0; n < 3; ++n) {
      for (int y = 0; y < kToySide; ++y) {
        for (int x = 0; x < kToySide; ++x) {
          const int fx = x - right;
          const int fy = y - down;
          const bool inside = fx >= 0 && fx < kToySide && fy >= 0 && fy < kToySide;
          const int expected =
              inside ? dataset.image(1 + n)[static_cast<std::size_t>(fy * kToySide + fx)] : 0;
          CHECK(images[static_cast<std::size_t>((n * kToySide + y) * kToySide + x)] == expected);
        }
      }
    }
  }
}

TEST_CASE("a quarter turn goes clockwise, and the move comes after it") {
  // Right of the middle by 3; clockwise on a screen that is below the middle.
  CHECK(placed(one_pixel(7, 4), 0, 1, {90, 0, 0})[7 * 9 + 4] == 200);
  CHECK(placed(one_pixel(7, 4), 0, 1, {-90, 0, 0})[1 * 9 + 4] == 200);
  CHECK(placed(one_pixel(7, 4), 0, 1, {90, 2, -1})[6 * 9 + 6] == 200);
  CHECK(placed(one_pixel(7, 4, 2), 0, 1, {90, 0, 0})[81 + 7 * 9 + 4] == 200);
}

TEST_CASE("a small turn keeps the brightness inside") {
  const Dataset dataset = one_pixel(6, 4);
  const auto image = placed(dataset, 0, 1, {20, 0, 0});
  const int sum = std::accumulate(image.begin(), image.end(), 0);
  CHECK(sum > 180);
  CHECK(sum < 220);
}

TEST_CASE("an image that is not there is refused") {
  const Dataset dataset = one_pixel(1, 1);
  CHECK_THROWS_AS(placed(dataset, 1, 1, {}), Error);
  CHECK_THROWS_AS(placed(dataset, -1, 1, {}), Error);
}
