#pragma once

#include <cstdint>

namespace convscope::kernels {

constexpr std::int64_t round_up(std::int64_t value, std::int64_t step) {
  return (value + step - 1) / step * step;
}

}  // namespace convscope::kernels
