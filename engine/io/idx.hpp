#pragma once

#include <cstdint>
#include <span>

#include "engine/network/dataset.hpp"

namespace convscope {

/// Adds the images of an IDX3-ubyte file with the labels of an IDX1-ubyte file to a dataset.
/// Throws Error(InvalidData) when a file is not IDX, is shorter or longer than it says, or does not
/// fit the dataset; then nothing is added. Returns the number of images.
/// Source: the format description on the MNIST page of LeCun, Cortes and Burges.
std::int64_t append_idx(Dataset& dataset, std::span<const std::uint8_t> images,
                        std::span<const std::uint8_t> labels);

}  // namespace convscope
