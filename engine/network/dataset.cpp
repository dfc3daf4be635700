#include "engine/network/dataset.hpp"

#include <algorithm>
#include <array>

namespace convscope {

Dataset::Dataset(const Shape& image, std::int64_t classes, std::int64_t expected)
    : image_(image), classes_(classes), expected_(expected) {
  constexpr std::int64_t kMaxBytes = std::int64_t{1} << 30;
  const bool fits = std::ranges::all_of(image, [](auto n) { return n >= 1 && n <= 4096; }) &&
                    classes >= 2 && classes <= 256 && expected >= 1 &&
                    expected <= kMaxBytes / image.size();
  if (!fits) {
    throw_error(ErrorCode::InvalidArgument,
                {"Dataset: expected images of 1 to 4096 a side, 2 to 256 classes and at most 1 GiB",
                 ", got ", expected, " images ", image.to_string(), " of ", classes, " classes"});
  }
  images_.reserve(static_cast<std::size_t>(expected * image.size()));
  labels_.reserve(static_cast<std::size_t>(expected));
}

void Dataset::append(std::span<const std::uint8_t> images, std::span<const std::uint8_t> labels) {
  const auto count = static_cast<std::int64_t>(labels.size());
  if (static_cast<std::int64_t>(images.size()) != count * image_.size()) {
    throw_error(ErrorCode::InvalidData,
                {"Dataset: expected ", count * image_.size(), " bytes of images for ", count,
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

void Dataset::check_index(std::int64_t index) const {
  if (index >= 0 && index < size()) return;
  throw_error(ErrorCode::InvalidArgument,
              {"Dataset: expected an image index below ", size(), ", got ", index});
}

std::span<const std::uint8_t> Dataset::image(std::int64_t index) const {
  check_index(index);
  const auto bytes = static_cast<std::size_t>(image_.size());
  return std::span(images_).subspan(static_cast<std::size_t>(index) * bytes, bytes);
}

std::uint8_t Dataset::label(std::int64_t index) const {
  check_index(index);
  return labels_[static_cast<std::size_t>(index)];
}

void Dataset::write_image(std::int64_t index, float* to) const {
  static const auto brightness = [] {
    std::array<float, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i) table[i] = static_cast<float>(i) / 255.0F;
    return table;
  }();
  std::ranges::transform(image(index), to, [](std::uint8_t value) { return brightness[value]; });
}

}  // namespace convscope
