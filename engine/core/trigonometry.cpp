#include "engine/core/trigonometry.hpp"

#include <cmath>

namespace convscope {
namespace {

constexpr double kPi = 3.141592653589793;
/// What kPi lacks.
constexpr double kPiRest = 1.2246467991473532e-16;

/// The Taylor series, whose next term is below 1e-17 for |x| <= pi / 2.
double sine_of_half_turn(double x) {
  double sum = 0;
  for (int k = 21; k >= 3; k -= 2) sum = (sum + 1) * (-x * x / (k * (k - 1)));
  return x + x * sum;
}

}  // namespace

double sine(double angle) noexcept {
  const double turns = std::nearbyint(angle / kPi);
  const double rest = (angle - turns * kPi) - turns * kPiRest;
  const bool odd = 2 * std::nearbyint(turns / 2) != turns;
  return odd ? -sine_of_half_turn(rest) : sine_of_half_turn(rest);
}

double cosine(double angle) noexcept {
  return sine(angle + kPi / 2);
}

}  // namespace convscope
