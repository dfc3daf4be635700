#pragma once

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

constexpr std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::InvalidDescription:
      return "InvalidDescription";
    case ErrorCode::InvalidOption:
      return "InvalidOption";
    case ErrorCode::ShapeMismatch:
      return "ShapeMismatch";
    case ErrorCode::InvalidArgument:
      return "InvalidArgument";
    case ErrorCode::InvalidData:
      return "InvalidData";
    case ErrorCode::InvalidCheckpoint:
      return "InvalidCheckpoint";
    case ErrorCode::LabelOutOfRange:
      return "LabelOutOfRange";
    case ErrorCode::Diverged:
      return "Diverged";
    case ErrorCode::OutOfMemory:
      return "OutOfMemory";
  }
  return "Unknown";
}

/// The one exception type of the engine. Messages read
/// `Conv2d(conv2): expected 8 input channels, got 16`.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

}  // namespace convscope
