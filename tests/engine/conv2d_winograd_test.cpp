#include "tests/engine/support/conv2d_check.hpp"
#include "tests/engine/support/gradient_check.hpp"

using namespace convscope;
using namespace convscope::testing;
using kernels::Conv2dGeometry;
using kernels::Conv2dPlan;
using kernels::ConvolutionWay;

namespace {

Conv2dGeometry conv3x3(std::int64_t in, std::int64_t height, std::int64_t width, std::int64_t out,
                       Pair padding) {
  return geometry(in, height, width, out, {3, 3}, {1, 1}, padding);
}

/// Whether or not it would be chosen for the shape.
Conv2dPlan by_winograd(const Conv2dGeometry& g) {
  return {g, ConvolutionWay::Winograd, ConvolutionWay::Winograd};
}

bool is_chosen(const Conv2dGeometry& g) {
  const Conv2dPlan plan = kernels::plan_conv2d(g, 1);
  return plan.forward == ConvolutionWay::Winograd && plan.backward == ConvolutionWay::Winograd;
}

// Enough channels and pixels for Winograd's products.
const GradientCases cases{
    "Conv2d",
    {{"[8, 4, 3]", R"({"type": "Conv2d", "out_channels": 8, "kernel_size": 3, "padding": 1})"},
     {"[16, 4, 5]", R"({"type": "Conv2d", "out_channels": 16, "kernel_size": 3, "groups": 2,
                       "padding": [1, 1, 2, 0], "padding_mode": "replicate", "bias": false})"}}};

}  // namespace

TEST_CASE("Winograd's products equal the reference for every size and number of channels") {
  for (std::int64_t size = 1; size <= 13; ++size) {
    for (std::int64_t channels : {1, 4, 7, 8, 12}) {
      compare_kernels_with_reference<float>(by_winograd(conv3x3(8, size, 9, channels, {1, 1})));
      compare_kernels_with_reference<double>(
          by_winograd(conv3x3(channels, 7, size + 2, 5, {2, 0})));
    }
  }
}

TEST_CASE("Winograd's products equal the reference in groups and with uneven padding") {
  for (std::int64_t groups : {2, 3}) {
    for (std::int64_t pad : {0, 1, 3}) {
      Conv2dGeometry g = conv3x3(9, 10, 8, 10, {pad, 1});
      g.groups = groups;
      compare_kernels_with_reference<float>(by_winograd(g));
      // Fewer rows and columns than the image would give: the last ones belong to no window.
      g.out_height -= 2;
      g.out_width -= 1;
      compare_kernels_with_reference<float>(by_winograd(g));
    }
  }
}

TEST_CASE("Winograd's products are for 3x3 kernels with channels and pixels enough") {
  CHECK(is_chosen(conv3x3(16, 14, 14, 32, {1, 1})));
  CHECK(is_chosen(conv3x3(8, 4, 4, 8, {1, 1})));
  CHECK_FALSE(is_chosen(conv3x3(7, 14, 14, 32, {1, 1})));
  CHECK_FALSE(is_chosen(conv3x3(16, 14, 14, 7, {1, 1})));
  CHECK_FALSE(is_chosen(conv3x3(16, 3, 3, 32, {1, 1})));
  CHECK_FALSE(is_chosen(geometry(16, 14, 14, 32, {5, 5}, {1, 1}, {2, 2})));
  CHECK_FALSE(is_chosen(geometry(16, 14, 14, 32, {3, 3}, {1, 2}, {1, 1})));
  Conv2dGeometry dilated = conv3x3(16, 14, 14, 32, {2, 2});
  dilated.dilation_height = 2;
  CHECK_FALSE(is_chosen(dilated));
}

TEST_CASE("behind a pool gradients go through lists and only forward sums by Winograd") {
  const Conv2dPlan plan = kernels::plan_conv2d(conv3x3(32, 26, 26, 64, {0, 0}), 0.25);
  CHECK(plan.forward == ConvolutionWay::Winograd);
  CHECK(plan.backward == ConvolutionWay::Lists);
}
