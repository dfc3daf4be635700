#include "engine/io/checkpoint.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>

#include "engine/core/json.hpp"
#include "engine/io/safetensors.hpp"

namespace convscope {
namespace {

constexpr const char* kFormat = "convscope";
constexpr const char* kVersion = "1";
constexpr const char* kTraining = "training";
constexpr const char* kFirstMoments = "optimizer.first_moments";
constexpr const char* kSecondMoments = "optimizer.second_moments";
constexpr const char* kAverage = "optimizer.average";

[[noreturn]] void reject(std::initializer_list<Piece> message) {
  throw_error(ErrorCode::InvalidCheckpoint, {"Checkpoint: ", join(message)});
}

/// A place that a tensor of the file goes to.
struct Target {
  std::string name;
  Shape shape;
  std::span<float> values;
};

std::vector<Target> weight_targets(const Network<float>& network) {
  std::vector<Target> targets;
  for (const auto* tensors : {&network.parameters(), &network.states()}) {
    for (const auto& tensor : *tensors) {
      targets.push_back({tensor.name, tensor.shape, tensor.values});
    }
  }
  return targets;
}

std::vector<Target> training_targets(Trainer& trainer) {
  std::vector<Target> targets = weight_targets(trainer.network());
  const auto flat = [](std::span<float> values) { return Shape{std::ssize(values)}; };
  Optimizer& optimizer = trainer.optimizer();
  targets.push_back({kFirstMoments, flat(optimizer.first_moments()), optimizer.first_moments()});
  targets.push_back({kSecondMoments, flat(optimizer.second_moments()), optimizer.second_moments()});
  targets.push_back({kAverage, flat(optimizer.average()), optimizer.average()});
  return targets;
}

std::vector<std::uint8_t> write(const std::vector<Target>& targets, Json metadata) {
  metadata.set(kFormat, kVersion);
  std::vector<StoredTensor> tensors;
  tensors.reserve(targets.size());
  for (const Target& target : targets) {
    tensors.push_back({target.name, target.shape, target.values});
  }
  return write_safetensors(tensors, metadata);
}

void check(const SafetensorsFile& file, const std::vector<Target>& targets) {
  const Json& version = file.metadata[kFormat];
  if (version.is_text() && version.text() != kVersion) {
    const std::string_view got(version.text());
    reject({"expected a file of version ", kVersion, ", got ", got.substr(0, 20)});
  }
  for (const Target& target : targets) {
    const LoadedTensor* found = file.find(target.name);
    if (found == nullptr) reject({"expected a tensor ", target.name, ", got none"});
    const auto& [name, shape, values] = *found;
    if (shape != target.shape) {
      reject({target.name, ": expected shape ", target.shape.to_string(), ", got ",
              shape.to_string()});
    }
    if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); })) {
      reject({target.name, ": expected finite numbers, got NaN or infinity"});
    }
    const bool square = target.name == kSecondMoments || target.name.ends_with(".running_var");
    if (square && std::ranges::any_of(values, [](float value) { return value < 0; })) {
      reject({target.name, ": expected no negative numbers (they are squares), got some"});
    }
  }
}

/// Weights may come with the state of an optimiser; other tensors belong to another network.
void check_no_strangers(const SafetensorsFile& file, const std::vector<Target>& targets) {
  for (const auto& [name, shape, values] : file.tensors) {
    const bool known =
        name.starts_with("optimizer.") ||
        std::ranges::any_of(targets, [&](const Target& target) { return target.name == name; });
    if (!known) reject({"expected no tensor ", name, " for this network"});
  }
}

void copy(const SafetensorsFile& file, const std::vector<Target>& targets) {
  for (const Target& target : targets) {
    std::ranges::copy(file.find(target.name)->values, target.values.begin());
  }
}

constexpr double kMostSteps = 9007199254740992.0;

/// The "training" part of the metadata, read with care.
class TrainingState {
 public:
  explicit TrainingState(const SafetensorsFile& file) {
    const Json& training = file.metadata[kTraining];
    if (!training.is_text()) reject({"expected the state of a training, got weights only"});
    json_ = parse_json(training.text()).value_or(Json());
    if (!json_.is_object()) reject({"expected training to be an object"});
  }

  TrainerPosition position() const {
    return {.optimizer = {.step = static_cast<std::uint64_t>(number("step", kMostSteps)),
                          .beta1_power = number("beta1_power", 1),
                          .beta2_power = number("beta2_power", 1)},
            .epoch = static_cast<std::int64_t>(number("epoch", 1e9)),
            .epoch_images = static_cast<std::int64_t>(number("epoch_images", kMostSteps)),
            .training_passes = static_cast<std::uint64_t>(number("training_passes", kMostSteps)),
            .shuffle_seed = static_cast<std::uint64_t>(number("shuffle_seed", kMostSteps)),
            .growth = growth()};
  }
  std::uint64_t network_seed() const {
    return static_cast<std::uint64_t>(number("network_seed", kMostSteps));
  }
  TrainerOptions options() const { return parse_trainer_options(json_["options"].dump()); }

 private:
  static double checked(const Json& value, const char* key, double most) {
    const double given = value.is_number() ? value.number() : -1;
    const bool valid = given >= 0 && given <= most;
    if (!valid) reject({"expected a number as training.", key});
    return given;
  }
  double number(const char* key, double most) const { return checked(json_[key], key, most); }

  std::vector<Sampler::Growth> growth() const {
    constexpr std::size_t kMost = 65536;
    const Json& list = json_["growth"];
    if (!list.is_list() || list.size() > kMost) reject({"expected a list as training.growth"});
    std::vector<Sampler::Growth> parts;
    for (const Json& part : list.items()) {
      if (!part.is_list() || part.size() != 2) reject({"expected pairs in training.growth"});
      parts.push_back({static_cast<std::int64_t>(checked(part.items()[0], "growth", kMostSteps)),
                       static_cast<std::int64_t>(checked(part.items()[1], "growth", kMostSteps))});
    }
    return parts;
  }

  Json json_;
};

}  // namespace

std::vector<std::uint8_t> save_weights(const Network<float>& network) {
  return write(weight_targets(network), Json::object());
}

void load_weights(Network<float>& network, std::span<const std::uint8_t> file) {
  const SafetensorsFile stored = read_safetensors(file);
  const std::vector<Target> targets = weight_targets(network);
  check(stored, targets);
  check_no_strangers(stored, targets);
  copy(stored, targets);
}

std::vector<std::uint8_t> save_training(Trainer& trainer) {
  trainer.optimizer().use_average(false);
  const TrainerPosition position = trainer.position();
  Json growth = Json::list();
  for (const Sampler::Growth& part : position.growth) {
    growth.push(Json::list_of(std::array{part.position, part.size}));
  }
  Json json = Json::object();
  json.set("step", position.optimizer.step);
  json.set("beta1_power", position.optimizer.beta1_power);
  json.set("beta2_power", position.optimizer.beta2_power);
  json.set("epoch", position.epoch);
  json.set("epoch_images", position.epoch_images);
  json.set("training_passes", position.training_passes);
  json.set("shuffle_seed", position.shuffle_seed);
  json.set("growth", std::move(growth));
  json.set("network_seed", trainer.network().seed());
  json.set("options", to_json(trainer.options()));
  Json metadata = Json::object();
  metadata.set(kTraining, json.dump());
  return write(training_targets(trainer), std::move(metadata));
}

void load_training(Trainer& trainer, std::span<const std::uint8_t> file) {
  const SafetensorsFile stored = read_safetensors(file);
  trainer.optimizer().use_average(false);
  const std::vector<Target> targets = training_targets(trainer);
  check(stored, targets);
  check_no_strangers(stored, targets);
  const TrainingState state(stored);
  const TrainerPosition position = state.position();
  const std::uint64_t seed = state.network_seed();
  trainer.set_options(state.options());
  copy(stored, targets);
  trainer.network().set_seed(seed);
  trainer.restore(position);
}

}  // namespace convscope
