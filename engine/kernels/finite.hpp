#pragma once

#include <span>

namespace convscope::kernels {

/// Whether no value is NaN or infinite.
template <class T>
bool all_finite(std::span<const T> values);

}  // namespace convscope::kernels
