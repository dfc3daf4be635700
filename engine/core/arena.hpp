#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <string>

#ifdef __wasm__
#include <unistd.h>
#endif

#include "engine/core/error.hpp"

namespace convscope {

/// Where memory begins that nobody has written to since the system gave it, filled with zeros: what
/// the allocator takes from there on. Null where that is not known.
inline std::byte* unwritten_memory() {
#ifdef __wasm__
  return static_cast<std::byte*>(sbrk(0));
#else
  return nullptr;
#endif
}

/// One block of memory, planned first and allocated once. reserve() hands out slots while planning;
/// after allocate() the slots become spans. Every slot starts on a 64-byte line.
class Arena {
 public:
  static constexpr std::size_t kAlignment = 64;
  /// What a browser tab can hold.
  static constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 30;

  /// Refuses plans of more than `limit` bytes.
  explicit Arena(std::uint64_t limit = kMaxBytes) : limit_(limit) {}

  template <class T>
  struct Slot {
    std::uint64_t offset = 0;
    std::uint64_t count = 0;
  };

  /// Throws Error(OutOfMemory) when a plan of so many bytes would be past the limit.
  void check(std::uint64_t bytes) const {
    if (bytes > limit_) throw_too_large();
  }

  /// Throws Error(OutOfMemory) when the plan grows past the limit.
  template <class T>
  Slot<T> reserve(std::int64_t count) {
    const auto elements = static_cast<std::uint64_t>(count);
    if (elements > limit_ / sizeof(T)) throw_too_large();
    const Slot<T> slot{bytes_, elements};
    bytes_ += (elements * sizeof(T) + kAlignment - 1) / kAlignment * kAlignment;
    check(bytes_);
    return slot;
  }

  /// Zero-filled. Throws Error(OutOfMemory).
  void allocate() {
    std::byte* const unwritten = unwritten_memory();
    auto* memory = static_cast<std::byte*>(::operator new(
        static_cast<std::size_t>(bytes_), std::align_val_t{kAlignment}, std::nothrow));
    if (memory == nullptr) throw_too_large();
    memory_.reset(memory);
    // Pages that are touched must be had from the system, which can take longer than all else that
    // a first prediction does (12 MB: 40 of 50 ms in a virtual machine).
    std::byte* end = memory + bytes_;
    if (unwritten != nullptr) end = std::max(memory, std::min(end, unwritten));
    std::fill(memory, end, std::byte{0});
  }

  template <class T>
  std::span<T> span(Slot<T> slot) const noexcept {
    return {reinterpret_cast<T*>(memory_.get() + slot.offset),
            static_cast<std::size_t>(slot.count)};
  }

  std::uint64_t bytes() const noexcept { return bytes_; }

 private:
  struct Release {
    void operator()(std::byte* memory) const noexcept {
      ::operator delete(memory, std::align_val_t{kAlignment});
    }
  };

  [[noreturn]] void throw_too_large() const {
    throw_error(ErrorCode::OutOfMemory,
                {"Network: expected at most ", limit_ >> 20,
                 " MiB of memory; use fewer or smaller layers or a smaller batch"});
  }

  std::uint64_t limit_;
  std::uint64_t bytes_ = 0;
  std::unique_ptr<std::byte, Release> memory_;
};

}  // namespace convscope
