#include "engine/core/error.hpp"

#include "engine/core/number_text.hpp"

namespace convscope {

std::string_view to_string(ErrorCode code) {
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

void Piece::append_to(std::string& text) const {
  switch (kind_) {
    case Kind::Text:
      text += text_;
      return;
    case Kind::Signed:
      if (number_ < 0) text += '-';
      text += integer_text(number_ < 0 ? -static_cast<std::uint64_t>(number_)
                                       : static_cast<std::uint64_t>(number_));
      return;
    case Kind::Unsigned:
      text += integer_text(static_cast<std::uint64_t>(number_));
  }
}

std::string join(std::initializer_list<Piece> pieces) {
  std::string text;
  for (const Piece& piece : pieces) piece.append_to(text);
  return text;
}

void append_name(std::string& list, std::string_view name, std::string_view separator) {
  if (!list.empty()) list += separator;
  list += name;
}

void throw_error(ErrorCode code, std::initializer_list<Piece> message) {
  throw Error(code, join(message));
}

}  // namespace convscope
