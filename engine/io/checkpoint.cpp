#include "engine/io/checkpoint.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/core/json.hpp"
#include "engine/io/safetensors.hpp"

namespace convscope {
namespace {

constexpr const char* kFormat = "convscope";
constexpr const char* kVersion = "1";
constexpr const char* kTraining = "training";
constexpr const char* kFirstMoments = "optimizer.first_moments";
constexpr const char* kSecondMoments = "optimizer.second_moments";

[[noreturn]] void reject(const std::string& message) {
  throw Error(ErrorCode::InvalidCheckpoint, "Checkpoint: " + message);
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
  targets.push_back({kFirstMoments, flat(trainer.first_moments()), trainer.first_moments()});
  targets.push_back({kSecondMoments, flat(trainer.second_moments()), trainer.second_moments()});
  return targets;
}

std::vector<std::uint8_t> write(const std::vector<Target>& targets,
                                std::map<std::string, std::string> metadata) {
  metadata[kFormat] = kVersion;
  std::vector<StoredTensor> tensors;
  tensors.reserve(targets.size());
  for (const Target& target : targets) {
    tensors.push_back({target.name, target.shape, target.values});
  }
  return write_safetensors(tensors, metadata);
}

void check(const SafetensorsFile& file, const std::vector<Target>& targets) {
  for (const Target& target : targets) {
    const auto found = file.tensors.find(target.name);
    if (found == file.tensors.end()) reject("expected a tensor " + target.name + ", got none");
    const auto& [shape, values] = found->second;
    if (shape != target.shape) {
      reject(target.name + ": expected shape " + target.shape.to_string() + ", got " +
             shape.to_string());
    }
    if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); })) {
      reject(target.name + ": expected finite numbers, got NaN or infinity");
    }
  }
}

/// Weights may come with the state of an optimiser; other tensors belong to another network.
void check_no_strangers(const SafetensorsFile& file, const std::vector<Target>& targets) {
  for (const auto& [name, tensor] : file.tensors) {
    const bool known =
        name.starts_with("optimizer.") ||
        std::ranges::any_of(targets, [&](const Target& target) { return target.name == name; });
    if (!known) reject("expected no tensor " + name + " for this network");
  }
}

void copy(const SafetensorsFile& file, const std::vector<Target>& targets) {
  for (const Target& target : targets) {
    std::ranges::copy(file.tensors.at(target.name).second, target.values.begin());
  }
}

const char* optimizer_name(OptimizerKind kind) {
  return kind == OptimizerKind::SGD ? "SGD" : "Adam";
}

TrainerPosition parse_position(const SafetensorsFile& file, const Trainer& trainer) {
  const auto found = file.metadata.find(kTraining);
  if (found == file.metadata.end()) reject("expected the state of a training, got weights only");
  const Json json = Json::parse(found->second, nullptr, false);
  const auto number = [&](const char* key, double most) {
    const Json value = json.is_object() ? json.value(key, Json()) : Json();
    const double given = value.is_number() ? value.get<double>() : -1;
    if (given < 0 || given > most) {
      reject(std::string("expected a number as training.") + key);
    }
    return given;
  };
  constexpr double kMost = 9007199254740992.0;
  const TrainerPosition position{
      .step = static_cast<std::uint64_t>(number("step", kMost)),
      .epoch = static_cast<std::int64_t>(number("epoch", 1e9)),
      .epoch_images = static_cast<std::int64_t>(number("epoch_images", kMost)),
      .training_passes = static_cast<std::uint64_t>(number("training_passes", kMost)),
      .beta1_power = number("beta1_power", 1),
      .beta2_power = number("beta2_power", 1)};
  const std::string optimizer = optimizer_name(trainer.options().optimizer);
  if (json.value("optimizer", Json()) != optimizer) {
    reject("expected the state of optimizer " + optimizer + ", got " +
           json.value("optimizer", Json()).dump());
  }
  return position;
}

}  // namespace

std::vector<std::uint8_t> save_weights(const Network<float>& network) {
  return write(weight_targets(network), {});
}

void load_weights(Network<float>& network, std::span<const std::uint8_t> file) {
  const SafetensorsFile stored = read_safetensors(file);
  const std::vector<Target> targets = weight_targets(network);
  check(stored, targets);
  check_no_strangers(stored, targets);
  copy(stored, targets);
}

std::vector<std::uint8_t> save_training(Trainer& trainer) {
  const TrainerPosition position = trainer.position();
  const Json json{{"step", position.step},
                  {"epoch", position.epoch},
                  {"epoch_images", position.epoch_images},
                  {"training_passes", position.training_passes},
                  {"beta1_power", position.beta1_power},
                  {"beta2_power", position.beta2_power},
                  {"optimizer", optimizer_name(trainer.options().optimizer)}};
  return write(training_targets(trainer), {{kTraining, json.dump()}});
}

void load_training(Trainer& trainer, std::span<const std::uint8_t> file) {
  const SafetensorsFile stored = read_safetensors(file);
  const std::vector<Target> targets = training_targets(trainer);
  check(stored, targets);
  check_no_strangers(stored, targets);
  const TrainerPosition position = parse_position(stored, trainer);
  copy(stored, targets);
  trainer.restore(position);
}

}  // namespace convscope
