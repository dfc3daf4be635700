#pragma once

namespace convscope {

/// xsimd's sine and cosine, which give the same bits on every platform; those of C libraries do
/// not. Out of line, as each is thousands of bytes long.
float sine(float angle) noexcept;
float cosine(float angle) noexcept;
double cosine(double angle) noexcept;

}  // namespace convscope
