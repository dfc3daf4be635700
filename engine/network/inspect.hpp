#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/network/network.hpp"

namespace convscope {

// Questions that views ask of a network. They may allocate; none of them changes weights or running
// statistics.

/// How far back along one axis: an output depends on `size` neighbouring input pixels (the most, if
/// that differs), the next output on pixels `jump` further on, the first output on those from
/// `start` on. Padding is included, so start may be negative. Source: Araujo et al., "Computing
/// receptive fields of convolutional neural networks", Distill 2019.
struct AxisField {
  std::int64_t size = 1;
  std::int64_t jump = 1;
  std::int64_t start = 0;
};

/// Receptive field of a layer in the network's input, along height and width; a flat input is one
/// row.
template <class T>
std::array<AxisField, 2> receptive_field(const Network<T>& network, std::size_t layer);

/// Which values a trace found: one byte (0 or 1) for each element of a sample, of the network's
/// input and then of every layer.
using Marks = std::vector<std::vector<std::uint8_t>>;

/// Everything that element `unit` of a layer's output depends on in evaluation; exact, holes of
/// dilated kernels included. Throws Error(InvalidArgument) when there is no such unit.
template <class T>
Marks trace_sources(const Network<T>& network, std::size_t layer, std::int64_t unit);

/// Everything that depends on element `element` of the network's input.
template <class T>
Marks trace_reach(const Network<T>& network, std::int64_t element);

/// Smallest box around the marks, in (channel, y, x); a flat sample is (1, 1, F). Without marks,
/// the intervals end before they start.
std::array<Interval, 3> bounding_box(const std::vector<std::uint8_t>& marks, const Shape& shape);

/// The arithmetic of one unit in the last forward pass. Throws Error(InvalidArgument) when there is
/// no such unit, or no such sample in that pass.
template <class T>
Explanation explain(const Network<T>& network, std::size_t layer, std::int64_t sample,
                    std::int64_t unit);

/// Counts of values in equal bins from the smallest to the largest finite value.
struct Histogram {
  double minimum = 0, maximum = 0;
  std::vector<std::int64_t> counts;
  std::int64_t not_finite = 0;
};
template <class T>
Histogram histogram(std::span<const T> values, int bins);

/// Euclidean norm.
template <class T>
double norm(std::span<const T> values);

/// Units of a layer over the samples of the last pass: dead ones gave 0 for each of them, saturated
/// ones (Sigmoid, Tanh) had less than 1/20 of the steepest slope for each.
struct UnitHealth {
  std::int64_t units = 0, dead = 0, saturated = 0;
};
template <class T>
UnitHealth unit_health(const Network<T>& network, std::size_t layer);

/// Gradient of output number `output` with respect to every activation and the input, for all
/// samples of the last forward pass; read it with activation_gradient() and input_gradient().
/// Throws Error(InvalidArgument).
template <class T>
void propagate_score(Network<T>& network, std::int64_t output);

/// Grad-CAM: the channels of a layer weighted by their mean gradient of the score, summed, negative
/// values cut off; (H, W) of the layer. Source: Selvaraju et al., ICCV 2017. Throws
/// Error(InvalidArgument), Error(ShapeMismatch) for a flat layer.
template <class T>
std::vector<T> grad_cam(Network<T>& network, std::size_t layer, std::int64_t sample,
                        std::int64_t output);

}  // namespace convscope
