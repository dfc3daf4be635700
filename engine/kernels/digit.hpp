#pragma once

#include <cstdint>

/// Brings a drawing into the form of MNIST's images.
namespace convscope::kernels {

struct DigitBox {
  std::int64_t x = 0, y = 0, width = 0, height = 0;
  constexpr bool empty() const { return width == 0; }
};

/// Smallest box around the ink of a drawing (0 paper .. 255 ink, row major); empty when blank.
DigitBox find_ink(const std::uint8_t* ink, std::int64_t width, std::int64_t height);

inline constexpr std::int64_t kDigitSide = 28;
inline constexpr std::int64_t kDigitBody = 20;

/// Crops to the ink, scales it into 20 x 20 keeping its proportions, and puts its centre of mass at
/// the centre of 28 x 28, as MNIST was made. Returns the box of the ink; `digit` (28 x 28) is zero
/// for a blank drawing.
/// Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits".
DigitBox normalize_digit(const std::uint8_t* ink, std::int64_t width, std::int64_t height,
                         std::uint8_t* digit);

}  // namespace convscope::kernels
