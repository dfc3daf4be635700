#include "engine/io/idx.hpp"

#include <string>

namespace convscope {
namespace {

using Bytes = std::span<const std::uint8_t>;

[[noreturn]] void reject(const char* what, std::initializer_list<Piece> message) {
  throw_error(ErrorCode::InvalidData, {"IDX ", what, ": ", join(message)});
}

std::uint32_t big_endian(Bytes bytes, std::size_t at) {
  return std::uint32_t{bytes[at]} << 24 | std::uint32_t{bytes[at + 1]} << 16 |
         std::uint32_t{bytes[at + 2]} << 8 | std::uint32_t{bytes[at + 3]};
}

/// The values of an IDX file of unsigned bytes with `rank` axes.
struct IdxFile {
  Shape extents;
  Bytes values;
};

IdxFile parse(const char* what, Bytes file, int rank) {
  const std::size_t header = 4 + 4 * static_cast<std::size_t>(rank);
  if (file.size() < header) {
    reject(what, {"expected at least ", header, " bytes, got ", file.size()});
  }
  const std::uint32_t magic = 0x0800U + static_cast<std::uint32_t>(rank);
  if (big_endian(file, 0) != magic) {
    reject(what, {"expected magic number ", magic, ", got ", big_endian(file, 0)});
  }
  IdxFile parsed{{}, file.subspan(header)};
  std::uint64_t expected = 1;
  for (int axis = 0; axis < rank; ++axis) {
    const std::uint32_t extent = big_endian(file, 4 + 4 * static_cast<std::size_t>(axis));
    parsed.extents.append(extent);
    // Bounded at each factor, so that the product of three 32-bit extents cannot wrap around.
    expected *= extent;
    if (expected > file.size()) break;
  }
  if (expected != parsed.values.size()) {
    reject(what, {"expected as many bytes as its header says, got ", parsed.values.size()});
  }
  return parsed;
}

}  // namespace

std::int64_t append_idx(Dataset& dataset, Bytes images, Bytes labels) {
  const IdxFile image_file = parse("images", images, 3);
  const IdxFile label_file = parse("labels", labels, 1);
  const Shape shape{1, image_file.extents[1], image_file.extents[2]};
  if (shape != dataset.image_shape()) {
    reject("images", {"expected images of shape ", dataset.image_shape().to_string(), ", got ",
                      shape.to_string()});
  }
  if (image_file.extents[0] != label_file.extents[0]) {
    reject("labels", {"expected ", image_file.extents[0], " labels, got ", label_file.extents[0]});
  }
  dataset.append(image_file.values, label_file.values);
  return image_file.extents[0];
}

}  // namespace convscope
