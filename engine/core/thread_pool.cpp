#include "engine/core/thread_pool.hpp"

#include <algorithm>
#include <limits>

#ifdef __EMSCRIPTEN__
#include <emscripten/threading.h>
#endif

namespace convscope {
namespace {

/// Turns of waiting before a thread goes to sleep: longer than the gap between two layers, shorter
/// than anybody would notice on a battery.
constexpr int kSpins = 20000;

/// Waits awake, but not for ever.
template <class Waiting>
void spin_while(const Waiting& waiting) noexcept {
  for (int i = 0; i < kSpins && waiting(); ++i) {
  }
}

/// Sleeps until woken, unless `value` is not `seen` any more; may wake for no reason.
void sleep_while(std::atomic<std::uint32_t>& value, std::uint32_t seen) noexcept {
#ifdef __EMSCRIPTEN__
  // std::atomic::wait would look again every few milliseconds for as long as there is no work, and
  // the instruction itself must stay in a function of its own: the baseline compiler of V8 11.3
  // (Node 20) loses what its caller keeps in registers.
  emscripten_futex_wait(&value, seen, std::numeric_limits<double>::infinity());
#else
  value.wait(seen);
#endif
}

void wake_all(std::atomic<std::uint32_t>& value) noexcept {
#ifdef __EMSCRIPTEN__
  emscripten_futex_wake(&value, ThreadPool::kMostThreads);
#else
  value.notify_all();
#endif
}

}  // namespace

bool ThreadPool::available() noexcept {
#ifdef __EMSCRIPTEN__
  // The objects are the same for all; the link decides.
  return emscripten_has_threading_support() != 0;
#else
  return true;
#endif
}

ThreadPool& ThreadPool::single() noexcept {
  static ThreadPool pool;
  return pool;
}

void ThreadPool::resize(int threads) {
  stop();
  if (!available()) return;
  const int extra = std::clamp(threads, 1, kMostThreads) - 1;
  workers_.reserve(static_cast<std::size_t>(extra));
  const std::uint32_t seen = round_.load();
  for (int worker = 1; worker <= extra; ++worker) {
    workers_.emplace_back([this, worker, seen] { work(worker, seen); });
  }
}

void ThreadPool::stop() noexcept {
  stopping_.store(true);
  round_.fetch_add(1);
  wake_all(round_);
  for (Thread& thread : workers_) thread.join();
  workers_.clear();
  stopping_.store(false);
}

void ThreadPool::take_tasks(int worker) noexcept {
  for (std::int64_t left = left_.fetch_sub(1); left > 0; left = left_.fetch_sub(1)) {
    // Read before the task counts as done: from then on the next round may begin.
    const std::uint32_t all = count_;
    call_(task_, left - 1, worker);
    const bool last = done_.fetch_add(1, std::memory_order_acq_rel) + 1 == all;
    if (last && worker != 0) wake_all(done_);
  }
}

/// Waits for tasks, not for threads: one that the system has not woken yet holds nobody up.
void ThreadPool::share(std::int64_t count, const void* task, Call call) noexcept {
  task_ = task;
  call_ = call;
  count_ = static_cast<std::uint32_t>(count);
  done_.store(0);
  left_.store(count);
  round_.fetch_add(1);
  wake_all(round_);
  take_tasks(0);
  spin_while([&] { return done_.load(std::memory_order_acquire) != count_; });
  // A thread that the system has put aside gets this core. In a page's main thread, which must not
  // block, Emscripten turns the sleep into a busy wait.
  for (auto done = done_.load(); done != count_; done = done_.load()) sleep_while(done_, done);
}

void ThreadPool::work(int worker, std::uint32_t seen) noexcept {
  while (true) {
    spin_while([&] { return round_.load(std::memory_order_acquire) == seen; });
    while (round_.load() == seen) sleep_while(round_, seen);
    seen = round_.load();
    if (stopping_.load()) return;
    take_tasks(worker);
  }
}

}  // namespace convscope
