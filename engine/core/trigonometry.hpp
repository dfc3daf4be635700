#pragma once

namespace convscope {

/// Sine and cosine that give the same bits on every platform; those of C libraries do not. Within
/// 1e-15 for angles of a few turns; the error grows with the angle. Chosen over xsimd's, which
/// reduce angles of any size and are six times as large.
double sine(double angle) noexcept;
double cosine(double angle) noexcept;

}  // namespace convscope
