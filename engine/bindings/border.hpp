#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/core/number_text.hpp"
#include "engine/core/shape.hpp"

/// How things cross between C++ and JavaScript: errors, descriptors of buffers, staged bytes.
namespace convscope::bindings {

using emscripten::val;

/// Handles that JavaScript has made and not yet deleted.
inline int live_objects = 0;

class Counted {
 public:
  Counted() { ++live_objects; }
  ~Counted() { --live_objects; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
};

/// What went wrong, as JavaScript will see it.
struct Failure {
  std::string_view code;
  std::string message;
};

/// Of the exception that is being handled. In one place for all calls, as types of exceptions are
/// told apart by code of some size.
[[gnu::noinline]] inline Failure present_failure() {
  try {
    throw;
  } catch (const Error& error) {
    return {to_string(error.code()), error.what()};
  } catch (const std::bad_alloc&) {
    return {to_string(ErrorCode::OutOfMemory), "Engine: expected enough memory, got none"};
  } catch (const std::exception& exception) {
    return {"Internal", exception.what()};
  }
}

[[noreturn, gnu::noinline]] inline void throw_js(const Failure& failure) {
  val error = val::global("Error").new_(failure.message);
  error.set("name", std::string("ConvscopeError"));
  error.set("code", std::string(failure.code));
  error.throw_();
  __builtin_unreachable();
}

/// Runs f and turns the engine's exceptions into JavaScript errors. The error is thrown outside the
/// handler, because a JavaScript exception must not leave a C++ catch block.
template <class F>
auto guarded(F f) -> decltype(f()) {
  Failure failure;
  try {
    return f();
  } catch (...) {
    failure = present_failure();
  }
  throw_js(failure);
}

template <class T>
constexpr const char* type_name() {
  if constexpr (std::is_same_v<std::remove_const_t<T>, float>) return "f32";
  if constexpr (std::is_same_v<std::remove_const_t<T>, double>) return "f64";
  if constexpr (std::is_same_v<std::remove_const_t<T>, std::int32_t>) return "i32";
  if constexpr (std::is_same_v<std::remove_const_t<T>, std::uint8_t>) return "u8";
}

template <class T>
val describe_buffer(std::span<T> values, const std::vector<std::int64_t>& extents) {
  val shape = val::array();
  for (std::int64_t extent : extents) shape.call<void>("push", static_cast<double>(extent));
  val buffer = val::object();
  buffer.set("ptr", reinterpret_cast<std::uintptr_t>(values.data()));
  buffer.set("length", values.size());
  buffer.set("type", std::string(type_name<T>()));
  buffer.set("shape", shape);
  return buffer;
}

template <class T>
val describe_buffer(std::span<T> values) {
  return describe_buffer(values, {std::ssize(values)});
}

inline std::vector<std::int64_t> with_count(std::int64_t count, const Shape& shape) {
  std::vector<std::int64_t> extents{count};
  extents.insert(extents.end(), shape.begin(), shape.end());
  return extents;
}

/// Bytes that JavaScript writes before a call or reads after one.
class Staging {
 public:
  val resize(double bytes) {
    constexpr double kMost = 1 << 30;
    if (!(bytes >= 0 && bytes <= kMost)) {
      throw_error(ErrorCode::InvalidArgument,
                  {"Engine: expected from 0 to 1 GiB to stage, got ", number_text(bytes)});
    }
    bytes_.assign(static_cast<std::size_t>(bytes), 0);
    return describe();
  }
  val replace(std::vector<std::uint8_t> bytes) {
    bytes_ = std::move(bytes);
    return describe();
  }
  val describe() { return describe_buffer(std::span(bytes_)); }
  std::span<const std::uint8_t> bytes() const { return bytes_; }
  std::uint8_t* data() { return bytes_.data(); }
  std::vector<std::uint8_t> take() { return std::exchange(bytes_, {}); }

 private:
  std::vector<std::uint8_t> bytes_;
};

}  // namespace convscope::bindings
