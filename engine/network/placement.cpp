#include "engine/network/placement.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/core/cold.hpp"
#include "engine/kernels/augment.hpp"

CONVSCOPE_COLD_BEGIN
namespace convscope {

void write_placed(const Dataset& dataset, std::int64_t first, std::int64_t count,
                  const Placement& placement, std::uint8_t* to) {
  const Shape& shape = dataset.image_shape();
  if (!shape.is_image()) {
    throw_error(ErrorCode::InvalidArgument,
                {"Dataset: expected images to move, got ", shape.to_string()});
  }
  const auto height = static_cast<int>(shape[1]);
  const auto width = static_cast<int>(shape[2]);
  const std::int64_t plane = static_cast<std::int64_t>(height) * width;
  const kernels::Distortion distortion(placement.degrees, placement.right, placement.down);
  std::vector<float> image(static_cast<std::size_t>(shape.size()));
  std::vector<float> placed(static_cast<std::size_t>(plane));
  for (std::int64_t n = first; n < first + count; ++n) {
    std::ranges::copy(dataset.image(n), image.begin());
    for (std::int64_t c = 0; c < shape[0]; ++c, to += plane) {
      kernels::augment_channel(distortion, 0, image.data() + c * plane, height, width,
                               placed.data(), nullptr);
      std::ranges::transform(
          placed, to, [](float value) { return static_cast<std::uint8_t>(std::lround(value)); });
    }
  }
}

}  // namespace convscope
CONVSCOPE_COLD_END
