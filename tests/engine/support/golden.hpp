#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/io/safetensors.hpp"
#include "engine/network/network.hpp"
#include "tests/engine/support/reference_json.hpp"

namespace convscope::testing {

/// One case of tests/golden: what was asked of PyTorch and what came out.
class GoldenCase {
 public:
  GoldenCase(ReferenceJson options, const SafetensorsFile& file)
      : options_(std::move(options)), file_(&file) {}

  std::string name() const { return options_.at("name").get<std::string>(); }
  const ReferenceJson& options() const noexcept { return options_; }
  std::int64_t count() const { return options_.at("count").get<std::int64_t>(); }
  std::string description() const { return options_.at("description").dump(); }
  std::string training() const { return options_.at("training").dump(); }

  bool has(const std::string& tensor) const;
  const Shape& shape(const std::string& tensor) const { return find(tensor).shape; }
  const std::vector<float>& values(const std::string& tensor) const { return find(tensor).values; }
  /// One of `rows` equal parts.
  std::vector<float> row(const std::string& tensor, std::size_t index, std::size_t rows) const;

 private:
  const LoadedTensor& find(const std::string& tensor) const;

  ReferenceJson options_;
  const SafetensorsFile* file_;
};

/// A file of cases as it stands in tests/golden, beside the data made from it.
struct GoldenGroup {
  std::string name;
  ReferenceJson source;
  SafetensorsFile file;
};

/// All groups, read once.
const std::vector<GoldenGroup>& golden_groups();

/// All cases of a kind ("rounds", "rates" or "run"), their groups' defaults filled in.
std::vector<GoldenCase> golden_cases(std::string_view kind);

/// The parameters and states that the case starts from.
void load_tensors(const GoldenCase& golden, Network<float>& network);

/// Part `index` of `parts` of the masks of all dropout layers.
void load_masks(const GoldenCase& golden, Network<float>& network, std::size_t index,
                std::size_t parts);

/// Labels, which the file has as floats.
void load_labels(std::span<const float> labels, Network<float>& network);

}  // namespace convscope::testing
