#include "tests/engine/support/conv2d_check.hpp"

using namespace convscope;
using namespace convscope::testing;
using kernels::Conv2dGeometry;

namespace {

/// Shapes that went along rows, in either direction.
struct Tally {
  int forward = 0, weight = 0;
};

template <class T>
void compare(const Conv2dGeometry& g, Tally& tally) {
  compare_kernels_with_reference<T>({g});
  tally.forward += kernels::forward_by_rows<T>(g) ? 1 : 0;
  tally.weight += kernels::weight_by_rows<T>(g) ? 1 : 0;
}

template <class T>
Tally compare_widths_and_channels() {
  Tally tally;
  for (std::int64_t width : {3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 15, 17, 28}) {
    for (std::int64_t channels : {1, 2, 3, 4, 5, 6, 7, 8, 9}) {
      compare<T>(geometry(1, 5, width + 2, channels, {3, 3}, {1, 1}, {0, 0}), tally);
    }
    compare<T>(geometry(1, 5, width, 6, {3, 3}, {1, 1}, {1, 1}), tally);
    compare<T>(geometry(1, 6, width + 4, 5, {5, 5}, {1, 1}, {0, 0}), tally);
    compare<T>(geometry(2, 1, width, 3, {1, 1}, {1, 1}, {0, 0}), tally);
  }
  return tally;
}

template <class T>
Tally compare_geometries() {
  Tally tally;
  for (std::int64_t groups : {1, 2, 5}) {
    for (std::int64_t stride : {1, 2, 3}) {
      for (std::int64_t dilation : {1, 2, 3}) {
        for (std::int64_t pad : {0, 1, 4}) {
          for (std::int64_t channels : {1, 3, 4}) {
            Conv2dGeometry g = geometry(1, 8, 19, channels, {3, 2}, {stride, 1}, {pad, pad});
            g.groups = groups;
            g.dilation_height = 4 - dilation;
            g.dilation_width = dilation;
            g.out_height = (8 + 2 * pad - g.reach_height() - 1) / stride + 1;
            g.out_width = 19 + 2 * pad - g.reach_width();
            compare<T>(g, tally);
          }
        }
      }
    }
  }
  return tally;
}

}  // namespace

TEST_CASE("convolutions along rows equal the reference for every width and number of channels") {
  const Tally of_float = compare_widths_and_channels<float>();
  const Tally of_double = compare_widths_and_channels<double>();
  CHECK(of_float.forward > 100);
  CHECK(of_float.weight > 80);
  CHECK(of_double.forward > 100);
  CHECK(of_double.weight > 80);
}

TEST_CASE("convolutions along rows equal the reference for every stride, dilation and group") {
  const Tally of_float = compare_geometries<float>();
  const Tally of_double = compare_geometries<double>();
  CHECK(of_float.forward > 200);
  CHECK(of_float.weight > 200);
  CHECK(of_double.forward > 200);
  CHECK(of_double.weight > 200);
}

TEST_CASE("convolutions along rows are those that are shallow or whose rows are whole vectors") {
  const auto conv = [](std::int64_t in, std::int64_t size, std::int64_t out, std::int64_t kernel,
                       std::int64_t stride) {
    return geometry(in, size, size, out, {kernel, kernel}, {stride, stride}, {0, 0});
  };
  CHECK(kernels::forward_by_rows<float>(conv(1, 28, 8, 5, 1)));
  CHECK(kernels::weight_by_rows<float>(conv(1, 28, 8, 5, 1)));
  CHECK(kernels::forward_by_rows<float>(conv(1, 28, 32, 3, 1)));
  CHECK(kernels::weight_by_rows<float>(conv(1, 28, 32, 3, 1)));
  CHECK(kernels::forward_by_rows<float>(conv(8, 12, 16, 5, 1)));
  CHECK_FALSE(kernels::weight_by_rows<float>(conv(8, 12, 16, 5, 1)));
  CHECK_FALSE(kernels::forward_by_rows<float>(conv(32, 28, 64, 3, 1)));
  CHECK_FALSE(kernels::weight_by_rows<float>(conv(32, 28, 64, 3, 1)));
  CHECK_FALSE(kernels::forward_by_rows<float>(conv(1, 29, 8, 3, 2)));
  CHECK_FALSE(kernels::forward_by_rows<float>(conv(1, 5, 8, 3, 1)));
}
