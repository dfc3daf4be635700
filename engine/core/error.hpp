#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

namespace convscope {

/// What kind of thing went wrong; crosses the JavaScript border as `error.code`.
enum class ErrorCode {
  InvalidDescription,
  InvalidOption,
  ShapeMismatch,
  InvalidArgument,
  InvalidData,
  InvalidCheckpoint,
  LabelOutOfRange,
  Diverged,
  OutOfMemory,
};

std::string_view to_string(ErrorCode code);

/// The one exception type of the engine. Messages read
/// `Conv2d(conv2): expected 8 input channels, got 16`.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

/// A part of a message: a text, which must outlive it, or an integer.
class Piece {
 public:
  Piece(std::string_view text) : text_(text) {}
  Piece(const std::string& text) : text_(text) {}
  Piece(const char* text) : text_(text) {}
  template <std::signed_integral I>
  Piece(I number) : kind_(Kind::Signed), number_(number) {}
  template <std::unsigned_integral I>
  Piece(I number) : kind_(Kind::Unsigned), number_(static_cast<std::int64_t>(number)) {}

  void append_to(std::string& text) const;

 private:
  enum class Kind : std::uint8_t { Text, Signed, Unsigned };
  Kind kind_ = Kind::Text;
  std::string_view text_;
  std::int64_t number_ = 0;
};

/// The pieces one after the other. Messages are put together here, in one place, as it takes much
/// code to do so with the strings' own operators.
std::string join(std::initializer_list<Piece> pieces);

/// Adds to a list such as "a, b".
void append_name(std::string& list, std::string_view name, std::string_view separator = ", ");

[[noreturn]] void throw_error(ErrorCode code, std::initializer_list<Piece> message);

}  // namespace convscope
