#include <doctest/doctest.h>

#include "tests/engine/support/conv2d_check.hpp"
#include "tests/engine/support/gradient_check.hpp"
#include "tests/engine/support/run_layer.hpp"

using namespace convscope;
using namespace convscope::testing;
using kernels::Conv2dGeometry;

namespace {

const GradientCases conv2d_cases{
    "Conv2d",
    {{"[2, 5, 6]", R"({"type": "Conv2d", "out_channels": 3, "kernel_size": 3})"},
     {"[1, 5, 9]", R"({"type": "Conv2d", "out_channels": 7, "kernel_size": 3, "padding": 1})"},
     {"[2, 5, 13]", R"({"type": "Conv2d", "out_channels": 2, "kernel_size": 3, "groups": 2,
                        "stride": [2, 1], "dilation": [1, 2]})"},
     {"[2, 5, 6]", R"({"type": "Conv2d", "out_channels": 5, "kernel_size": 3, "padding": 1})"},
     {"[1, 7, 6]",
      R"({"type": "Conv2d", "out_channels": 2, "kernel_size": [3, 5], "padding": [0, 2]})"},
     {"[2, 7, 8]",
      R"({"type": "Conv2d", "out_channels": 2, "kernel_size": 3, "stride": 2, "padding": 1})"},
     {"[2, 6, 9]",
      R"({"type": "Conv2d", "out_channels": 2, "kernel_size": [2, 3], "stride": [3, 2]})"},
     {"[3, 4, 4]", R"({"type": "Conv2d", "out_channels": 4, "kernel_size": 1, "bias": false})"},
     {"[2, 7, 6]",
      R"({"type": "Conv2d", "out_channels": 2, "kernel_size": 3, "dilation": [2, 1]})"},
     {"[2, 8, 7]", R"({"type": "Conv2d", "out_channels": 2, "kernel_size": 3, "dilation": 2,
                       "stride": [2, 3], "padding": [1, 2]})"},
     {"[4, 4, 4]",
      R"({"type": "Conv2d", "out_channels": 6, "kernel_size": 3, "padding": 1, "groups": 2})"},
     {"[3, 4, 5]",
      R"({"type": "Conv2d", "out_channels": 3, "kernel_size": 3, "groups": 3, "stride": 2})"},
     {"[2, 4, 5]",
      R"({"type": "Conv2d", "out_channels": 2, "kernel_size": 3, "padding": [0, 2, 1, 0]})"},
     {"[2, 4, 5]",
      R"({"type": "Conv2d", "out_channels": 2, "kernel_size": [2, 3], "padding": "same"})"},
     {"[2, 4, 5]", R"({"type": "Conv2d", "out_channels": 2, "kernel_size": 3, "padding": 2,
                       "padding_mode": "reflect", "stride": 2})"},
     {"[2, 4, 5]", R"({"type": "Conv2d", "out_channels": 2, "kernel_size": 3,
                       "padding": [1, 2, 3, 0], "padding_mode": "replicate"})"},
     {"[2, 4, 5]", R"({"type": "Conv2d", "out_channels": 2, "kernel_size": 2, "padding": "same",
                       "padding_mode": "reflect", "groups": 2})"}}};

// Behind a pool the gradient is sparse, and goes other ways.
const GradientCases sparse_cases{
    "Conv2d",
    {{"[6, 7, 9]", R"({"type": "Conv2d", "name": "c", "out_channels": 5, "kernel_size": 3,
                       "padding": 1}, {"type": "Tanh", "name": "t"},
                      {"type": "MaxPool2d", "name": "p", "kernel_size": 2})"},
     {"[8, 6, 9]", R"({"type": "Conv2d", "name": "c", "out_channels": 8, "kernel_size": [2, 5],
                       "padding": [1, 0], "dilation": [2, 1], "stride": [1, 2], "groups": 2},
                      {"type": "MaxPool2d", "name": "p", "kernel_size": 2})"},
     {"[6, 6, 6]", R"({"type": "Conv2d", "name": "c", "out_channels": 4, "kernel_size": 3,
                       "padding": "same", "padding_mode": "reflect", "bias": false},
                      {"type": "MaxPool2d", "name": "p", "kernel_size": 2})"}}};

/// Both gradients by lists against the reference, with three values in four of dy zero.
void compare_lists_with_reference(const Conv2dGeometry& g) {
  INFO("x " << g.in_channels << "x" << g.in_height << "x" << g.in_width << ", w " << g.out_channels
            << "x" << g.kernel_height << "x" << g.kernel_width << ", groups " << g.groups
            << ", stride " << g.stride_height << "x" << g.stride_width << ", pad " << g.pad_top
            << "x" << g.pad_left);
  constexpr std::int64_t kCount = 2;
  constexpr double kTolerance = 1e-5;
  const auto x = random_values<float>(kCount * g.input_size(), 1);
  const auto w = random_values<float>(g.weight_size(), 2);
  auto dy = random_values<float>(kCount * g.output_size(), 4);
  const auto dice = random_values<float>(kCount * g.output_size(), 5);
  for (std::size_t i = 0; i < dy.size(); ++i) dy[i] = dice[i] > 0.5F ? dy[i] : 0;
  Guarded<float> workspace(kernels::sparse_workspace<float>(g));
  Guarded<std::int32_t> indices(kernels::sparse_indices(g));
  Guarded<float> packed(kernels::sparse_packed<float>(g));

  Guarded<float> dx(kCount * g.input_size());
  kernels::conv2d_pack_sparse(g, w.data(), packed.data());
  kernels::conv2d_sparse_input(g, kCount, dy.data(), packed.data(), dx.data(), workspace.data(),
                               indices.data());
  std::vector<double> dx_expected(x.size());
  kernels::reference::conv2d_backward_input(g, kCount, widen(dy).data(), widen(w).data(),
                                            dx_expected.data());
  check_close(dx.values(), dx_expected, kTolerance);

  Guarded<float> dw(g.weight_size());
  Guarded<float> db(g.groups * g.out_channels);
  std::vector<float> sums(static_cast<std::size_t>(kernels::sparse_sums<float>(g)));
  kernels::conv2d_sparse_weight(g, kCount, x.data(), dy.data(), sums.data(), workspace.data(),
                                indices.data());
  kernels::conv2d_unpack_sparse(g, sums.data(), dw.data(), db.data());
  std::vector<double> dw_expected(w.size());
  std::vector<double> db_expected(static_cast<std::size_t>(g.groups * g.out_channels));
  kernels::reference::conv2d_backward_weight(g, kCount, widen(x).data(), widen(dy).data(),
                                             dw_expected.data(), db_expected.data());
  check_close(dw.values(), dw_expected, kTolerance);
  check_close(db.values(), db_expected, kTolerance);
  // Nothing was written behind them.
  (void)workspace.values();
  (void)indices.values();
}

/// All kernels in float.
void compare_with_reference(const Conv2dGeometry& g) {
  compare_kernels_with_reference<float>({g});
  if (g.dilation_width == 1) compare_lists_with_reference(g);
}

}  // namespace

TEST_CASE("conv2d gradients by lists equal the reference for strips of every width") {
  for (std::int64_t channels : {1, 2, 3, 4, 8, 11, 16, 31, 32, 40}) {
    compare_lists_with_reference(geometry(channels, 6, 9, 6, {3, 3}, {1, 1}, {1, 1}));
    compare_lists_with_reference(geometry(channels, 9, 8, 5, {5, 5}, {2, 1}, {0, 2}));
  }
  // More rows than the weight gradient takes at once.
  compare_lists_with_reference(geometry(32, 26, 26, 8, {3, 3}, {1, 1}, {0, 0}));
}

TEST_CASE("conv2d kernels equal the reference below, at and above the vector and tile widths") {
  for (std::int64_t width : {1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 17}) {
    compare_with_reference(geometry(2, 5, width, 3, {3, 1}, {1, 1}, {1, 0}));
    if (width >= 3) compare_with_reference(geometry(1, 6, width, 4, {3, 3}, {1, 1}, {0, 0}));
    compare_with_reference(geometry(3, 4, width, 5, {3, 3}, {1, 1}, {1, 1}));
  }
  for (std::int64_t channels : {1, 2, 3, 4, 5, 7, 8, 9}) {
    compare_with_reference(geometry(channels, 6, 7, 3, {3, 3}, {1, 1}, {1, 1}));
    compare_with_reference(geometry(3, 6, 7, channels, {3, 3}, {1, 1}, {1, 1}));
  }
}

TEST_CASE("conv2d kernels equal the reference for every mix of kernel, stride and padding") {
  for (std::int64_t kh : {1, 2, 3, 5}) {
    for (std::int64_t kw : {1, 3, 4}) {
      for (std::int64_t sh : {1, 2, 3}) {
        for (std::int64_t sw : {1, 2, 4}) {
          for (std::int64_t pad : {0, 1, 2, 6}) {
            compare_with_reference(geometry(2, 7, 9, 3, {kh, kw}, {sh, sw}, {pad, pad / 2}));
          }
        }
      }
    }
  }
}

TEST_CASE("conv2d kernels equal the reference for every mix of dilation, stride and groups") {
  for (std::int64_t dilation : {1, 2, 3}) {
    for (std::int64_t stride : {1, 2, 3}) {
      for (std::int64_t groups : {1, 2, 5}) {
        for (std::int64_t pad : {0, 2}) {
          Conv2dGeometry g = geometry(3, 9, 11, 2, {3, 2}, {stride, 1}, {pad, pad});
          g.groups = groups;
          g.dilation_height = dilation;
          g.dilation_width = 4 - dilation;
          g.out_height = (9 + 2 * pad - g.reach_height() - 1) / stride + 1;
          g.out_width = 11 + 2 * pad - g.reach_width();
          compare_with_reference(g);
        }
      }
    }
  }
}

TEST_CASE("conv2d kernels equal the reference on the shapes of the default network") {
  compare_with_reference(geometry(1, 28, 28, 16, {3, 3}, {1, 1}, {1, 1}));
  compare_with_reference(geometry(16, 14, 14, 32, {3, 3}, {1, 1}, {1, 1}));
  compare_with_reference(geometry(32, 7, 7, 48, {3, 3}, {1, 1}, {1, 1}));
}

TEST_CASE("Conv2d computes the cross-correlation of the lesson") {
  LayerUnderTest conv("[1, 3, 3]",
                      R"({"type": "Conv2d", "name": "c", "out_channels": 1, "kernel_size": 2})", 1);
  const std::vector<float> input{1, 2, 3, 4, 5, 6, 7, 8, 9};
  conv.set("c.bias", {0});
  conv.set("c.weight", {0, 1, 2, 3});
  CHECK(conv.forward(input) == std::vector<float>{25, 31, 43, 49});
  conv.set("c.weight", {3, 2, 1, 0});
  CHECK(conv.forward(input) == std::vector<float>{11, 17, 29, 35});
  conv.set("c.bias", {0.5F});
  CHECK(conv.forward(input)[0] == 11.5F);
}

TEST_CASE("Conv2d output sizes and work follow the lessons") {
  LayerUnderTest halved("[1, 100, 100]",
                        R"({"type": "Conv2d", "out_channels": 1, "kernel_size": 3, "stride": 2,
                            "padding": 1})",
                        1);
  CHECK(halved.network().output_shape(0) == Shape{1, 50, 50});
  LayerUnderTest vgg("[3, 224, 224]",
                     R"({"type": "Conv2d", "out_channels": 64, "kernel_size": 3, "padding": 1})",
                     1);
  const Work work = vgg.network().layer(0).work();
  CHECK(10 * work.multiplications == 867041280);
  CHECK(10 * work.additions == 867041280);
}

TEST_CASE("Conv2d says what does not fit") {
  const auto build = [](const char* input, const char* options) {
    LayerUnderTest(input, std::string(R"({"type": "Conv2d", "name": "conv1", )") + options + "}",
                   1);
  };
  CHECK_THROWS_WITH(build("[1, 4, 4]", R"("out_channels": 2, "kernel_size": 0)"),
                    "Conv2d(conv1): expected kernel_size >= 1, got 0");
  CHECK_THROWS_WITH(build("[1, 4, 4]", R"("out_channels": 2, "kernel_size": [3, 0])"),
                    "Conv2d(conv1): expected kernel_size >= 1, got [3,0]");
  CHECK_THROWS_WITH(
      build("[1, 4, 4]", R"("out_channels": 2, "kernel_size": "x")"),
      "Conv2d(conv1): expected kernel_size to be an integer or a pair [height, width] "
      "of integers, got \"x\"");
  CHECK_THROWS_WITH(build("[1, 4, 4]", R"("kernel_size": 3)"),
                    "Conv2d(conv1): expected option out_channels, got none");
  CHECK_THROWS_WITH(build("[1, 4, 4]", R"("out_channels": 2, "kernel_size": 7)"),
                    "Conv2d(conv1): expected an input height of at least 7, got 4");
  CHECK_THROWS_WITH(build("[9]", R"("out_channels": 2, "kernel_size": 1)"),
                    "Conv2d(conv1): expected an input of shape (C, H, W), got (9)");
  CHECK_THROWS_WITH(build("[1, 4, 4]", R"("out_channels": 2, "kernel_size": 1, "colour": 1)"),
                    "Conv2d(conv1): expected one of out_channels, kernel_size, stride, padding, "
                    "dilation, groups, padding_mode, bias, frozen, got \"colour\"");
}

TEST_CASE("Conv2d says what does not fit with groups, padding and its modes") {
  const auto build = [](const char* input, const char* options) {
    LayerUnderTest(
        input,
        std::string(R"({"type": "Conv2d", "name": "conv2", "kernel_size": 3, )") + options + "}",
        1);
  };
  CHECK_THROWS_WITH(build("[8, 4, 4]", R"("out_channels": 6, "groups": 3)"),
                    "Conv2d(conv2): expected groups to divide the 8 input channels, got 3");
  CHECK_THROWS_WITH(build("[8, 4, 4]", R"("out_channels": 6, "groups": 4)"),
                    "Conv2d(conv2): expected groups to divide the 6 output channels, got 4");
  CHECK_THROWS_WITH(build("[1, 4, 4]", R"("out_channels": 1, "padding": "same", "stride": 2)"),
                    "Conv2d(conv2): expected stride 1 with padding \"same\", got [2,2]");
  CHECK_THROWS_WITH(build("[1, 4, 4]", R"("out_channels": 1, "padding": [1, 2, 3])"),
                    "Conv2d(conv2): expected padding to be an integer, [height, width], [top, "
                    "bottom, left, right], \"same\" or \"valid\", got [1,2,3]");
  CHECK_THROWS_WITH(
      build("[1, 4, 4]", R"("out_channels": 1, "padding": 4, "padding_mode": "reflect")"),
      "Conv2d(conv2): expected padding smaller than the image with padding_mode reflect, got [4,4] "
      "on (1, 4, 4)");
  CHECK_THROWS_WITH(build("[1, 4, 4]", R"("out_channels": 1, "dilation": 2)"),
                    "Conv2d(conv2): expected an input height of at least 5, got 4");
}
