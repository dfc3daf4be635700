#pragma once

#include <cstdint>

#include "engine/network/network.hpp"

namespace convscope {

/// How an input climbs towards what a channel looks for.
struct Ascent {
  int steps = 1;
  /// How far a step goes: the root mean square of the change, with values from 0 to 1.
  double rate = 0.05;
  /// Share of every value that fades in a step, so that only what helps stays.
  double decay = 0;
  /// Share of every pixel that comes from the pixels around it (weights 1 2 1 in both directions),
  /// so that no pattern of single pixels wins.
  double blur = 0;
};

/// Activation maximisation: moves the first sample of input() along the gradient of the mean of a
/// channel of a layer (of a unit, for a flat layer) in evaluation, then lets it fade, blurs it and
/// keeps it within 0 and 1. Returns that mean for the new input, which the network has then run.
/// Source: Erhan et al., "Visualizing higher-layer features of a deep network", 2009; the priors as
/// in Yosinski et al., "Understanding neural networks through deep visualization", 2015.
/// Throws Error(InvalidArgument).
template <class T>
double excite(Network<T>& network, std::size_t layer, std::int64_t channel, const Ascent& ascent);

}  // namespace convscope
