#include <doctest/doctest.h>

#include "tests/engine/support/gradient_check.hpp"
#include "tests/engine/support/numbers.hpp"
#include "tests/engine/support/run_layer.hpp"

using namespace convscope;
using namespace convscope::testing;

namespace {

const GradientCases cases{
    "ConvTranspose2d",
    {{"[2, 3, 4]", R"({"type": "ConvTranspose2d", "out_channels": 3, "kernel_size": 3})"},
     {"[2, 3, 4]", R"({"type": "ConvTranspose2d", "out_channels": 2, "kernel_size": [3, 2],
                       "stride": [2, 3], "padding": [1, 0], "output_padding": [1, 2]})"},
     {"[4, 3, 3]", R"({"type": "ConvTranspose2d", "out_channels": 6, "kernel_size": 2,
                       "groups": 2, "dilation": [2, 3], "bias": false})"},
     {"[2, 3, 4]", R"({"type": "ConvTranspose2d", "out_channels": 2, "kernel_size": 3,
                       "stride": 2, "padding": [0, 2, 1, 0]})"},
     {"[2, 3, 4]", R"({"type": "ConvTranspose2d", "out_channels": 2, "kernel_size": [2, 3],
                       "padding": "same"})"},
     {"[2, 2, 2]", R"({"type": "ConvTranspose2d", "out_channels": 2, "kernel_size": 1,
                       "stride": 3})"}}};

}  // namespace

TEST_CASE("ConvTranspose2d paints a kernel for each input value") {
  LayerUnderTest layer("[1, 2, 2]",
                       R"({"type": "ConvTranspose2d", "name": "c", "out_channels": 1,
                           "kernel_size": 2, "stride": 2})",
                       1);
  layer.set("c.weight", {1, 2, 3, 4});
  layer.set("c.bias", {0.5F});
  CHECK(layer.forward({1, 0, 0, 10}) ==
        std::vector<float>{1.5F, 2.5F, 0.5F, 0.5F, 3.5F, 4.5F, 0.5F, 0.5F,  //
                           0.5F, 0.5F, 10.5F, 20.5F, 0.5F, 0.5F, 30.5F, 40.5F});
}

TEST_CASE("ConvTranspose2d says what does not fit") {
  const auto build = [](const char* options) {
    LayerUnderTest("[1, 2, 2]",
                   std::string(R"({"type": "ConvTranspose2d", "name": "up", "out_channels": 1, )") +
                       options + "}",
                   1);
  };
  CHECK_THROWS_WITH(build(R"("kernel_size": 2, "output_padding": 1)"),
                    "ConvTranspose2d(up): expected output_padding below stride or dilation, got "
                    "[1,1]");
  CHECK_THROWS_WITH(build(R"("kernel_size": 1, "padding": 1)"),
                    "ConvTranspose2d(up): expected an output height from 1 to 65536, got 0");
}
