#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/network/network.hpp"
#include "engine/network/trainer.hpp"

namespace convscope {

/// Parameters and running statistics as safetensors, named as in a PyTorch state_dict.
std::vector<std::uint8_t> save_weights(const Network<float>& network);

/// Throws Error(InvalidCheckpoint) when a tensor is missing, superfluous, of another shape or not
/// finite; then nothing was changed.
void load_weights(Network<float>& network, std::span<const std::uint8_t> file);

/// save_weights, with everything that training goes on from: moments and average of the optimiser,
/// options and schedule, seeds, step and the place in the data.
std::vector<std::uint8_t> save_training(Trainer& trainer);

/// Goes on from there, with the options that were saved. Throws as load_weights, and Error when
/// there is no training state or its options are not valid; then nothing was changed.
void load_training(Trainer& trainer, std::span<const std::uint8_t> file);

}  // namespace convscope
