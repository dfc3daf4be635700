#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "engine/kernels/pool2d.hpp"
#include "tests/engine/support/gradient_check.hpp"
#include "tests/engine/support/numbers.hpp"
#include "tests/engine/support/run_layer.hpp"

using namespace convscope;
using namespace convscope::testing;

namespace {

const GradientCases max_cases{
    "MaxPool2d",
    {{"[2, 6, 6]", R"({"type": "MaxPool2d", "kernel_size": 2})"},
     {"[2, 5, 7]", R"({"type": "MaxPool2d", "kernel_size": 3, "stride": [2, 1], "padding": 1})"}}};

const GradientCases average_cases{
    "AvgPool2d",
    {{"[2, 6, 6]", R"({"type": "AvgPool2d", "kernel_size": 2})"},
     {"[2, 5, 7]", R"({"type": "AvgPool2d", "kernel_size": 3, "stride": [2, 1], "padding": 1})"}}};

const GradientCases max_option_cases{
    "MaxPool2d",
    {{"[2, 7, 8]", R"({"type": "MaxPool2d", "kernel_size": 2, "stride": 3, "ceil_mode": true})"},
     {"[1, 7, 7]", R"({"type": "MaxPool2d", "kernel_size": 3, "stride": 1, "dilation": [2, 3],
                       "padding": 1})"}}};
const GradientCases avg_option_cases{
    "AvgPool2d",
    {{"[2, 6, 5]", R"({"type": "AvgPool2d", "kernel_size": 3, "stride": 2, "padding": 1,
                       "ceil_mode": true})"},
     {"[2, 6, 5]", R"({"type": "AvgPool2d", "kernel_size": 3, "stride": 2, "padding": 1,
                       "count_include_pad": false})"}}};
const GradientCases adaptive_cases{
    "AdaptiveAvgPool2d",
    {{"[2, 5, 7]", R"({"type": "AdaptiveAvgPool2d", "output_size": [3, 2]})"},
     {"[2, 5, 7]", R"({"type": "AdaptiveAvgPool2d", "output_size": 1})"},
     {"[1, 2, 3]", R"({"type": "AdaptiveAvgPool2d", "output_size": 4})"}}};
const GradientCases adaptive_max_cases{
    "AdaptiveMaxPool2d",
    {{"[2, 5, 7]", R"({"type": "AdaptiveMaxPool2d", "output_size": [3, 2]})"},
     {"[2, 5, 7]", R"({"type": "AdaptiveMaxPool2d", "output_size": 1})"}}};

/// Straight from the definition: every window of one plane, padding left out by `inside`.
std::vector<double> pool(const std::vector<float>& x, int height, int width, int kernel, int stride,
                         int pad, bool maximum) {
  std::vector<double> y;
  for (int top = -pad; top + kernel <= height + pad; top += stride) {
    for (int left = -pad; left + kernel <= width + pad; left += stride) {
      double best = -std::numeric_limits<double>::infinity();
      double sum = 0;
      for (int r = top; r < top + kernel; ++r) {
        for (int c = left; c < left + kernel; ++c) {
          const bool inside = r >= 0 && r < height && c >= 0 && c < width;
          if (!inside) continue;
          const double value = x[static_cast<std::size_t>(r * width + c)];
          best = std::max(best, value);
          sum += value;
        }
      }
      y.push_back(maximum ? best : sum / (kernel * kernel));
    }
  }
  return y;
}

}  // namespace

TEST_CASE("pooling equals its definition for odd sizes, strides and padding") {
  for (const bool maximum : {true, false}) {
    for (int kernel : {1, 2, 3, 5}) {
      for (int stride : {1, 2, 3}) {
        for (int pad = 0; pad <= kernel / 2; ++pad) {
          for (int width : {5, 8, 9, 10, 14, 15}) {
            INFO("kernel " << kernel << " stride " << stride << " pad " << pad << " width " << width
                           << (maximum ? " max" : " mean"));
            const std::string options = R"(", "kernel_size": )" + std::to_string(kernel) +
                                        R"(, "stride": )" + std::to_string(stride) +
                                        R"(, "padding": )" + std::to_string(pad) + "}";
            LayerUnderTest layer(
                "[1, 7, " + std::to_string(width) + "]",
                std::string(R"({"type": ")") + (maximum ? "MaxPool2d" : "AvgPool2d") + options, 1);
            const auto x = random_values<float>(7 * width, 3);
            check_close(layer.forward(x), pool(x, 7, width, kernel, stride, pad, maximum), 1e-6);
          }
        }
      }
    }
  }
}

TEST_CASE("MaxPool2d sends the gradient to the first of equal values, once for each window") {
  LayerUnderTest layer("[1, 2, 4]", R"({"type": "MaxPool2d", "kernel_size": 2})", 1);
  layer.set("l.weight", {1, 0, 0, 1});
  layer.forward({5, 5, 1, 2, 5, 5, 3, 9});
  layer.network().labels()[0] = 0;
  layer.network().backward(true);
  const auto gradient = layer.network().input_gradient();
  CHECK(gradient[0] != 0);
  CHECK(gradient[1] == 0);
  CHECK(gradient[4] == 0);
  CHECK(gradient[7] != 0);
}

TEST_CASE("pooling by vectors of windows equals the plain loops bit for bit") {
  for (const int height : {4, 5}) {
    for (const int width : {2, 6, 8, 9, 10, 14, 15, 24}) {
      INFO("height " << height << " width " << width);
      kernels::Pool2dGeometry g{.channels = 3, .in_height = height, .in_width = width};
      for (int i = 0; i + 2 <= height; i += 2) g.rows.push_back({i, i + 2, 1, 2});
      for (int i = 0; i + 2 <= width; i += 2) g.columns.push_back({i, i + 2, 1, 2});
      REQUIRE(kernels::is_halving(g));
      constexpr int kCount = 2;
      auto x = random_values<float>(kCount * g.channels * g.input_plane(), 1);
      // Many equal values, and some that are no numbers.
      for (float& value : x) value = std::round(2 * value);
      for (std::size_t i = 5; i < x.size(); i += 23) x[i] = std::nanf("");
      const std::int64_t outputs = kCount * g.channels * g.output_plane();
      const auto dy = random_values<float>(outputs, 2);
      std::vector<std::vector<float>> results;
      for (const bool by_vectors : {true, false}) {
        g.halves = by_vectors;
        Guarded<float> y(outputs);
        Guarded<float> dx(static_cast<std::int64_t>(x.size()));
        Guarded<float> mean_dx(static_cast<std::int64_t>(x.size()));
        std::vector<std::int32_t> winners(static_cast<std::size_t>(outputs));
        kernels::max_pool2d_forward(g, kCount, x.data(), y.data(), winners.data());
        kernels::max_pool2d_backward(g, kCount, dy.data(), winners.data(), dx.data());
        kernels::avg_pool2d_backward(g, kCount, dy.data(), mean_dx.data());
        for (const auto* values : {&y, &dx, &mean_dx}) results.push_back(values->values());
      }
      for (std::size_t i = 0; i < 3; ++i) {
        CHECK(std::ranges::equal(results[i], results[i + 3], [](float a, float b) {
          return a == b || (std::isnan(a) && std::isnan(b));
        }));
      }
    }
  }
}

TEST_CASE("MaxPool2d lets NaN through wherever it stands") {
  for (std::size_t place = 0; place < 4; ++place) {
    LayerUnderTest layer("[1, 2, 2]", R"({"type": "MaxPool2d", "kernel_size": 2})", 1);
    std::vector<float> x{1, 2, 3, 4};
    x[place] = std::nanf("");
    CHECK(std::isnan(layer.forward(x)[0]));
  }
}

TEST_CASE("pooling says what does not fit") {
  CHECK_THROWS_WITH(
      LayerUnderTest("[1, 1, 4]", R"({"type": "MaxPool2d", "name": "p", "kernel_size": 2})", 1),
      "MaxPool2d(p): expected an input height of at least 2, got 1");
  CHECK_THROWS_WITH(
      LayerUnderTest("[1, 4, 4]",
                     R"({"type": "AvgPool2d", "name": "p", "kernel_size": 2, "padding": 2})", 1),
      "AvgPool2d(p): expected padding of at most half the kernel_size, got [2,2]");
}

TEST_CASE("a stride of 0 means the window's own size, for each axis by itself") {
  LayerUnderTest layer("[1, 6, 6]",
                       R"({"type": "MaxPool2d", "kernel_size": [2, 3], "stride": [1, 0]})", 1);
  CHECK(layer.network().output_shape(0) == Shape{1, 5, 2});
}

TEST_CASE("global pooling is adaptive pooling to one") {
  LayerUnderTest mean("[2, 2, 3]", R"({"type": "AdaptiveAvgPool2d", "output_size": 1})", 1);
  CHECK(mean.forward({1, 2, 3, 4, 5, 9, 0, 0, 0, 0, 0, 6}) == std::vector<float>{4, 1});
  LayerUnderTest most("[2, 2, 3]", R"({"type": "AdaptiveMaxPool2d", "output_size": 1})", 1);
  CHECK(most.forward({1, 2, 3, 4, 5, 9, 0, 0, 0, 0, 0, 6}) == std::vector<float>{9, 6});
}

TEST_CASE("a window that would only see padding is refused") {
  CHECK_THROWS_WITH(LayerUnderTest("[1, 4, 4]",
                                   R"({"type": "MaxPool2d", "name": "p", "kernel_size": 2,
                                       "dilation": 5, "padding": 1})",
                                   1),
                    "MaxPool2d(p): expected every window to reach the image, got one that only "
                    "sees padding along the height");
}
