#pragma once

#include <memory>
#include <string>

#include "engine/bindings/border.hpp"
#include "engine/core/error.hpp"
#include "engine/core/thread_pool.hpp"

namespace convscope::bindings {

inline std::unique_ptr<ThreadPool>& thread_pool() {
  static auto pool = std::make_unique<ThreadPool>();
  return pool;
}

/// The threads that all networks of this engine share: the caller's alone to begin with.
inline ThreadPool& shared_threads() {
  return *thread_pool();
}

/// Takes as many threads as asked for, or one where the build has no more. JavaScript must have
/// provided a worker for each but the caller's. Networks keep hold of the threads, so there must be
/// none yet.
inline void set_shared_threads(int threads) {
  if (threads < 1 || threads > ThreadPool::kMostThreads) {
    throw Error(ErrorCode::InvalidArgument,
                "Engine: expected from 1 to " + std::to_string(ThreadPool::kMostThreads) +
                    " threads, got " + std::to_string(threads));
  }
  if (live_objects > 0) {
    throw Error(ErrorCode::InvalidArgument,
                "Engine: expected the number of threads before any network, got it after");
  }
  thread_pool() = std::make_unique<ThreadPool>(threads);
}

}  // namespace convscope::bindings
