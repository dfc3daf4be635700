#pragma once

#include <cstdint>

#include "engine/network/dataset.hpp"

namespace convscope {

/// Where an image is put for a test of how much of that a network tolerates: first turned about its
/// middle, clockwise, then moved, in pixels.
struct Placement {
  float degrees = 0;
  float right = 0;
  float down = 0;
};

/// Writes such a copy of images [first, first + count), bytes again; what comes in from outside is
/// 0. A move by whole pixels is exact. Throws Error(InvalidArgument) when there is no such image.
void write_placed(const Dataset& dataset, std::int64_t first, std::int64_t count,
                  const Placement& placement, std::uint8_t* to);

}  // namespace convscope
