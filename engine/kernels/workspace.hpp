#pragma once

#include <cstdint>

namespace convscope::kernels {

/// Memory of one thread that a kernel scribbles on; nothing survives in it.
template <class T>
struct Workspace {
  T* values = nullptr;
  std::int32_t* indices = nullptr;
};

constexpr std::int64_t round_up(std::int64_t value, std::int64_t step) {
  return (value + step - 1) / step * step;
}

}  // namespace convscope::kernels
