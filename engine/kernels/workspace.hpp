#pragma once

#include <cstdint>

namespace convscope::kernels {

/// Memory that kernels scribble on; nothing survives in it from one call to the next.
template <class T>
struct Workspace {
  /// One for all threads.
  T* shared = nullptr;
  /// One for each thread, `stride` elements apart.
  T* first_own = nullptr;
  std::int64_t stride = 0;

  T* own(int worker) const noexcept { return first_own + worker * stride; }
};

/// How much of both a kernel needs, in elements.
struct WorkspaceNeeds {
  std::int64_t shared = 0;
  std::int64_t own = 0;
};

constexpr std::int64_t round_up(std::int64_t value, std::int64_t step) {
  return (value + step - 1) / step * step;
}

}  // namespace convscope::kernels
