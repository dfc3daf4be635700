#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

#include "engine/core/simd.hpp"

namespace convscope::bench {

/// Seconds of a call of a task, run by run.
class Stopwatch {
 public:
  /// Times some more calls. Browsers round their clock to as much as 0.1 ms, so that a run of less
  /// than 5 ms is made again with twice as many calls.
  template <class Task>
  double time(const Task& task) {
    using Clock = std::chrono::steady_clock;
    for (;; calls_ *= 2) {
      const Clock::time_point start = Clock::now();
      for (std::int64_t i = 0; i < calls_; ++i) task();
      const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
      if (seconds >= 5e-3) return seconds / static_cast<double>(calls_);
    }
  }

 private:
  std::int64_t calls_ = 1;
};

/// Seconds of a call of each task, in turns of `budget` seconds for each, at least three: on a
/// shared machine, which may be twice as fast a second later, the best moments of one are those of
/// the others too.
template <class... Tasks>
std::vector<std::array<double, sizeof...(Tasks)>> take_turns(double budget, const Tasks&... tasks) {
  using Clock = std::chrono::steady_clock;
  std::array<Stopwatch, sizeof...(Tasks)> watches;
  std::vector<std::array<double, sizeof...(Tasks)>> turns;
  const std::chrono::duration<double> all(budget * sizeof...(Tasks));
  const Clock::time_point start = Clock::now();
  constexpr std::size_t kFewest = 3;
  while (turns.size() < kFewest || Clock::now() - start < all) {
    Stopwatch* watch = watches.data();
    turns.push_back({watch++->time(tasks)...});
  }
  return turns;
}

/// The least seconds of a task: every disturbance only adds.
template <std::size_t N>
double least(const std::vector<std::array<double, N>>& turns, std::size_t task) {
  double seconds = turns[0][task];
  for (const auto& turn : turns) seconds = std::min(seconds, turn[task]);
  return seconds;
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

/// One run of the loop, which no compiler sees through. Out of line: within take_turns, one long
/// call, V8 would not get to optimise it before the first layer has been measured.
[[gnu::noinline]] inline void run_roofline() {
  static volatile float sink = 0;
  static volatile float scale = 0.5F;
  sink = roofline_loop(scale, 1.0F);
}

inline constexpr double kRooflineOperations =
    2.0 * kLanes<float> * static_cast<double>(kChains * kRooflineTurns);

/// GFLOP/s that one thread of this build reaches without touching memory, where run_roofline had
/// its turn as `task`.
template <std::size_t N>
double roofline_of(const std::vector<std::array<double, N>>& turns, std::size_t task) {
  return kRooflineOperations / least(turns, task) * 1e-9;
}

inline double roofline(double budget) {
  return roofline_of(take_turns(budget, run_roofline), 0);
}

}  // namespace convscope::bench
