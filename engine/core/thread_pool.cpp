#include "engine/core/thread_pool.hpp"

#include <algorithm>

#ifdef __EMSCRIPTEN__
#include <emscripten/threading.h>
#endif

namespace convscope {
namespace {

/// Turns of waiting before a thread goes to sleep: longer than the gap between two layers, shorter
/// than anybody would notice on a battery.
constexpr int kSpins = 20000;

}  // namespace

bool ThreadPool::available() noexcept {
#ifdef __EMSCRIPTEN__
  // The objects are the same for all; the link decides.
  return emscripten_has_threading_support() != 0;
#else
  return true;
#endif
}

ThreadPool::ThreadPool(int threads) {
  if (!available()) return;
  const int extra = std::clamp(threads, 1, kMostThreads) - 1;
  workers_.reserve(static_cast<std::size_t>(extra));
  for (int worker = 1; worker <= extra; ++worker) {
    workers_.emplace_back([this, worker] { work(worker); });
  }
}

ThreadPool::~ThreadPool() {
  stopping_.store(true);
  round_.fetch_add(1);
  round_.notify_all();
  for (std::thread& thread : workers_) thread.join();
}

void ThreadPool::take_tasks(int worker) noexcept {
  for (std::int64_t i = next_.fetch_add(1); i < count_; i = next_.fetch_add(1)) {
    call_(task_, i, worker);
  }
}

void ThreadPool::share(std::int64_t count, const void* task, Call call) noexcept {
  task_ = task;
  call_ = call;
  count_ = count;
  next_.store(0);
  busy_.store(static_cast<int>(workers_.size()));
  round_.fetch_add(1);
  round_.notify_all();
  take_tasks(0);
  // The caller spins: what is left is one task at most, and a page's main thread must not block.
  while (busy_.load(std::memory_order_acquire) != 0) {
  }
}

void ThreadPool::work(int worker) noexcept {
  std::uint32_t seen = 0;
  while (true) {
    for (int i = 0; i < kSpins && round_.load(std::memory_order_acquire) == seen; ++i) {
    }
    round_.wait(seen);
    seen = round_.load();
    if (stopping_.load()) return;
    take_tasks(worker);
    busy_.fetch_sub(1, std::memory_order_release);
  }
}

}  // namespace convscope
