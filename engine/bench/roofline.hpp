#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "engine/core/simd.hpp"

namespace convscope::bench {

/// Seconds that `task` takes, the least of many calls within `budget` seconds: on a shared machine
/// every disturbance only adds.
template <class Task>
double least_seconds(double budget, const Task& task) {
  using Clock = std::chrono::steady_clock;
  const auto since = [](Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  const Clock::time_point start = Clock::now();
  double least = 1e30;
  // Browsers round their clock to as much as 0.1 ms: calls are timed in runs of at least 5 ms.
  std::int64_t calls = 1;
  do {
    const Clock::time_point before = Clock::now();
    for (std::int64_t i = 0; i < calls; ++i) task();
    const double seconds = since(before);
    if (seconds < 5e-3) {
      calls *= 2;
    } else {
      least = std::min(least, seconds / static_cast<double>(calls));
    }
  } while (since(start) < budget || least > 1e29);
  return least;
}

/// Floating-point operations of one run of the roofline loop.
inline constexpr std::int64_t kRooflineTurns = 100'000;
inline constexpr std::size_t kChains = 12;

/// Multiply-adds on registers alone: twelve independent chains, enough to hide the latency of a
/// multiplication followed by an addition on two pipes each. Returns a value that depends on all.
inline float roofline_loop(float scale, float shift) {
  const Vec<float> a(scale);
  const Vec<float> b(shift);
  std::array<Vec<float>, kChains> chains;
  for (std::size_t i = 0; i < kChains; ++i) chains[i] = Vec<float>(static_cast<float>(i));
  for (std::int64_t turn = 0; turn < kRooflineTurns; ++turn) {
    for (auto& chain : chains) chain = multiply_add(chain, a, b);
  }
  Vec<float> sum(0.0F);
  for (const auto& chain : chains) sum += chain;
  return sum_lanes(sum);
}

/// GFLOP/s that one thread of this build reaches without touching memory.
inline double roofline(double budget) {
  volatile float sink = 0;
  volatile float scale = 0.5F;
  const double seconds = least_seconds(budget, [&] { sink = roofline_loop(scale, 1.0F); });
  const double operations = 2.0 * kLanes<float> * static_cast<double>(kChains * kRooflineTurns);
  return operations / seconds * 1e-9;
}

}  // namespace convscope::bench
