#include "engine/network/dataset.hpp"

#include <algorithm>
#include <cstring>

namespace convscope {

Dataset::Dataset(const Shape& image, std::int64_t classes, std::int64_t expected, Values values)
    : image_(image), classes_(classes), expected_(expected), values_(values) {
  constexpr std::int64_t kMaxBytes = std::int64_t{1} << 30;
  const bool fits = std::ranges::all_of(image, [](auto n) { return n >= 1 && n <= 65536; }) &&
                    classes >= 1 && classes <= 65536 && expected >= 1 &&
                    expected <= kMaxBytes / image_bytes();
  if (!fits) {
    throw_error(
        ErrorCode::InvalidArgument,
        {"Dataset: expected images of 1 to 65536 a side and as many classes, at most 1 GiB, got ",
         expected, " images ", image.to_string(), " of ", classes, " classes"});
  }
  for (std::size_t i = 0; i < quotients_.size(); ++i) {
    quotients_[i] = static_cast<float>(i) / scale();
  }
  images_.reserve(static_cast<std::size_t>(expected * image_bytes()));
  labels_.reserve(static_cast<std::size_t>(expected));
}

void Dataset::append(std::span<const std::uint8_t> images, std::span<const std::uint8_t> labels) {
  const auto count = static_cast<std::int64_t>(labels.size());
  if (static_cast<std::int64_t>(images.size()) != count * image_bytes()) {
    throw_error(ErrorCode::InvalidData,
                {"Dataset: expected ", count * image_bytes(), " bytes of images for ", count,
                 " labels, got ", images.size()});
  }
  if (size() + count > expected_) {
    throw_error(ErrorCode::InvalidData,
                {"Dataset: expected at most ", expected_, " images, got ", size() + count});
  }
  const auto wrong =
      std::ranges::find_if(labels, [this](std::uint8_t label) { return label >= classes_; });
  if (wrong != labels.end()) {
    throw_error(ErrorCode::LabelOutOfRange,
                {"Dataset: expected a label from 0 to ", classes_ - 1, ", got ", *wrong});
  }
  images_.insert(images_.end(), images.begin(), images.end());
  labels_.insert(labels_.end(), labels.begin(), labels.end());
}

std::int64_t Dataset::image_bytes() const noexcept {
  return image_.size() * static_cast<std::int64_t>(holds_floats() ? sizeof(float) : 1);
}

void Dataset::check_index(std::int64_t index) const {
  if (index >= 0 && index < size()) return;
  throw_error(ErrorCode::InvalidArgument,
              {"Dataset: expected an image index below ", size(), ", got ", index});
}

std::span<const std::uint8_t> Dataset::image(std::int64_t index) const {
  if (!holds_floats()) return stored(index);
  throw_error(ErrorCode::InvalidArgument, {"Dataset: expected images of bytes, got floats"});
}

std::span<const std::uint8_t> Dataset::stored(std::int64_t index) const {
  check_index(index);
  const auto bytes = static_cast<std::size_t>(image_bytes());
  return std::span(images_).subspan(static_cast<std::size_t>(index) * bytes, bytes);
}

std::uint8_t Dataset::label(std::int64_t index) const {
  check_index(index);
  return labels_[static_cast<std::size_t>(index)];
}

void Dataset::write_values(std::int64_t index, float* to) const {
  const auto from = stored(index);
  if (holds_floats()) {
    std::memcpy(to, from.data(), from.size());
  } else {
    std::ranges::copy(from, to);
  }
}

void Dataset::write_image(std::int64_t index, float* to) const {
  if (holds_floats()) return write_values(index, to);
  std::ranges::transform(stored(index), to,
                         [this](std::uint8_t value) { return quotients_[value]; });
}

}  // namespace convscope
