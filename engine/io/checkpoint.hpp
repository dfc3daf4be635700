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

/// save_weights, with the moments of the optimiser and the position of the trainer.
std::vector<std::uint8_t> save_training(Trainer& trainer);

/// Throws as load_weights, also for a checkpoint without training state or of another optimiser.
void load_training(Trainer& trainer, std::span<const std::uint8_t> file);

}  // namespace convscope
