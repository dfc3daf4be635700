#pragma once

#include <string>

#include "engine/bindings/border.hpp"
#include "engine/core/error.hpp"
#include "engine/core/thread_pool.hpp"

namespace convscope::bindings {

/// The threads that all networks of this engine share: the caller's alone to begin with.
inline ThreadPool& shared_threads() {
  static ThreadPool threads;
  return threads;
}

/// Takes as many threads as asked for, or one where the build has no more. JavaScript must have
/// provided a worker for each but the caller's. A network may have planned for the threads that it
/// found, so more of them may come only while there is none.
inline void set_shared_threads(int threads) {
  if (threads < 1 || threads > ThreadPool::kMostThreads) {
    throw_error(ErrorCode::InvalidArgument, {"Engine: expected from 1 to ",
                                             ThreadPool::kMostThreads, " threads, got ", threads});
  }
  if (threads > shared_threads().threads() && live_objects > 0) {
    throw Error(ErrorCode::InvalidArgument,
                "Engine: expected more threads before anything was made, got them after");
  }
  shared_threads().resize(threads);
}

}  // namespace convscope::bindings
