#pragma once

#include <pthread.h>

#include <memory>
#include <utility>

#include "engine/core/error.hpp"

namespace convscope {

/// A thread, to be joined by whoever made it. As std::thread, whose errors bring 10 KB of texts and
/// formatting into the WebAssembly.
class Thread {
 public:
  template <class Body>
  explicit Thread(Body body) {
    auto owned = std::make_unique<Body>(std::move(body));
    const auto run = [](void* given) -> void* {
      const std::unique_ptr<Body> mine(static_cast<Body*>(given));
      (*mine)();
      return nullptr;
    };
    if (pthread_create(&thread_, nullptr, run, owned.get()) != 0) {
      throw_error(ErrorCode::OutOfMemory, {"Engine: expected another thread, got none"});
    }
    static_cast<void>(owned.release());
  }

  void join() noexcept { pthread_join(thread_, nullptr); }

 private:
  pthread_t thread_{};
};

}  // namespace convscope
