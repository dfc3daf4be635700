#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "engine/core/thread.hpp"

namespace convscope {

/// Threads that share the loops of a pass. The caller works too, so a pool of one has no threads of
/// its own; that is all there is where the build has none. Which thread takes which task is left
/// open: results depend on the tasks alone as long as each writes to a place of its own.
class ThreadPool {
 public:
  /// Most threads that a pool takes, the caller's among them.
  static constexpr int kMostThreads = 64;

  /// A pool of min(threads, kMostThreads), at least 1.
  explicit ThreadPool(int threads = 1) { resize(threads); }
  ~ThreadPool() { stop(); }
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  /// A pool of one, for whoever has not been given any.
  static ThreadPool& single() noexcept;
  /// Whether this build can have more than one thread.
  static bool available() noexcept;
  /// Makes it a pool of that many threads, between two runs.
  void resize(int threads);
  int threads() const noexcept { return 1 + static_cast<int>(workers_.size()); }

  /// Calls task(index, worker) once for every index from 0 to count - 1, with worker below
  /// threads(), and returns when all are done: fewer than 2^32. Allocates nothing. Tasks must not
  /// throw and must not call run() themselves.
  template <class Task>
  void run(std::int64_t count, const Task& task) noexcept {
    if (threads() == 1 || count <= 1) {
      for (std::int64_t i = 0; i < count; ++i) task(i, 0);
      return;
    }
    share(count, &task, [](const void* body, std::int64_t index, int worker) {
      (*static_cast<const Task*>(body))(index, worker);
    });
  }

 private:
  using Call = void (*)(const void* task, std::int64_t index, int worker);

  void share(std::int64_t count, const void* task, Call call) noexcept;
  void take_tasks(int worker) noexcept;
  /// What a thread of the pool does, once the round is another than the one it has `seen`.
  void work(int worker, std::uint32_t seen) noexcept;
  void stop() noexcept;

  std::vector<Thread> workers_;
  /// What is being shared: written before left_ is, and not again until all tasks are done, so that
  /// whoever got a task out of left_ may read it.
  const void* task_ = nullptr;
  Call call_ = nullptr;
  std::uint32_t count_ = 0;
  /// Tasks that nobody has taken; falls below 0.
  std::atomic<std::int64_t> left_{0};
  std::atomic<std::uint32_t> done_{0};
  std::atomic<std::uint32_t> round_{0};
  std::atomic<bool> stopping_{false};
};

}  // namespace convscope
