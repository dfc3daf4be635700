#include "engine/network/trainer.hpp"

#include <algorithm>
#include <cmath>

namespace convscope {
namespace {

bool all_finite(std::span<const float> values) {
  // x - x is 0 for finite numbers and NaN otherwise.
  const float sum = map_sum<float>(
      static_cast<std::int64_t>(values.size()), [](const Vec<float>& v) { return v - v; },
      values.data());
  return sum == 0;
}

void check_fit(const Network<float>& network, const Dataset& dataset, const char* who) {
  if (network.input_shape() != dataset.image_shape()) {
    throw Error(ErrorCode::ShapeMismatch, std::string(who) + ": expected images of shape " +
                                              network.input_shape().to_string() + ", got " +
                                              dataset.image_shape().to_string());
  }
  if (network.classes() < dataset.classes()) {
    throw Error(ErrorCode::ShapeMismatch, std::string(who) + ": expected at most " +
                                              std::to_string(network.classes()) +
                                              " classes (the outputs of the network), got " +
                                              std::to_string(dataset.classes()));
  }
}

}  // namespace

Trainer::Trainer(Network<float>& network, const Dataset& dataset, const TrainerOptions& options)
    : network_(network),
      dataset_(dataset),
      options_(options),
      sampler_(options.seed, dataset.expected()),
      first_(network.all_parameters().size()),
      second_(network.all_parameters().size()),
      weights_before_(first_.size()),
      first_before_(first_.size()),
      second_before_(first_.size()),
      image_(static_cast<std::size_t>(network.input_shape().size())),
      scratch_(image_.size()) {
  check_fit(network, dataset, "Trainer");
  check(options);
}

void Trainer::check(const TrainerOptions& options) const {
  if (options.batch_size > network_.max_count()) {
    throw Error(ErrorCode::InvalidOption,
                "Trainer: expected batch_size <= " + std::to_string(network_.max_count()) +
                    ", got " + std::to_string(options.batch_size));
  }
  if (options.augment.any() && !network_.input_shape().is_image()) {
    throw Error(ErrorCode::InvalidOption,
                "Trainer: expected images (C, H, W) to augment, got an input of shape " +
                    network_.input_shape().to_string());
  }
}

void Trainer::set_options(const TrainerOptions& options) {
  check(options);
  if (options.optimizer != options_.optimizer) {
    std::ranges::fill(first_, 0.0F);
    std::ranges::fill(second_, 0.0F);
    position_.beta1_power = position_.beta2_power = 1;
  }
  options_ = options;
}

void Trainer::set_learning_rate(double lr) {
  const bool valid = lr >= 0 && lr <= 1e6;
  if (!valid) {
    throw Error(ErrorCode::InvalidOption,
                "Trainer: expected lr from 0 to 1000000, got " + std::to_string(lr));
  }
  options_.adam.lr = lr;
}

TrainerPosition Trainer::position() const noexcept {
  TrainerPosition position = position_;
  position.epoch = sampler_.epoch();
  position.epoch_images = sampler_.position();
  position.training_passes = network_.training_passes();
  return position;
}

void Trainer::restore(const TrainerPosition& position) {
  position_ = position;
  const std::int64_t reached = std::min(position.epoch_images, dataset_.size());
  sampler_.restore(options_.seed, position.epoch, reached, dataset_.size());
  network_.set_training_passes(position.training_passes);
}

/// 0 when the images that are here do not make a batch yet.
std::int64_t Trainer::next_batch_size() {
  if (sampler_.position() >= epoch_size()) {
    sampler_.start_epoch(options_.seed, sampler_.epoch() + 1);
  }
  sampler_.grow(dataset_.size());
  const std::int64_t count = std::min(options_.batch_size, epoch_size() - sampler_.position());
  return sampler_.position() + count <= dataset_.size() ? count : 0;
}

void Trainer::load_image(std::int64_t index, float* to) {
  if (!options_.augment.any()) return dataset_.write_image(index, to);
  RandomStream random(
      options_.seed,
      random_stream(RandomPurpose::Augmentation, static_cast<std::uint64_t>(sampler_.epoch()),
                    static_cast<std::uint64_t>(sampler_.position())));
  const kernels::Distortion distortion(options_.augment, random);
  const float thickness = options_.augment.thickness * random.symmetric();
  const Shape& shape = network_.input_shape();
  const auto height = static_cast<int>(shape[1]);
  const auto width = static_cast<int>(shape[2]);
  const std::uint8_t* from = dataset_.image(index).data();
  for (std::int64_t c = 0; c < shape[0]; ++c) {
    const std::int64_t plane = c * height * width;
    kernels::augment_channel(distortion, thickness, from + plane, height, width, image_.data(),
                             scratch_.data());
    std::transform(image_.data(), image_.data() + height * width, to + plane,
                   [](float value) { return value / 255.0F; });
  }
}

void Trainer::load_batch(std::int64_t count) {
  const std::int64_t size = network_.input_shape().size();
  for (std::int64_t n = 0; n < count; ++n) {
    const std::int64_t index = sampler_.draw();
    load_image(index, network_.input().data() + n * size);
    network_.labels()[static_cast<std::size_t>(n)] = dataset_.label(index);
  }
}

StepResult Trainer::step() {
  const std::int64_t count = next_batch_size();
  if (count == 0) return {.status = StepStatus::Starved, .batch = {}};
  load_batch(count);
  network_.forward(count, Mode::Train);
  const BatchResult result = network_.backward(false);
  const bool healthy = std::isfinite(result.loss) && update();
  if (healthy) ++position_.step;
  return {healthy ? StepStatus::Ok : StepStatus::Diverged, result};
}

bool Trainer::update() {
  if (!all_finite(network_.all_gradients())) return false;
  keep_before();
  const TrainerPosition position = position_;
  apply_optimizer();
  if (all_finite(network_.all_parameters()) && all_finite(first_) && all_finite(second_)) {
    return true;
  }
  go_back();
  position_ = position;
  return false;
}

void Trainer::keep_before() {
  std::ranges::copy(network_.all_parameters(), weights_before_.begin());
  std::ranges::copy(first_, first_before_.begin());
  std::ranges::copy(second_, second_before_.begin());
}

void Trainer::go_back() {
  std::ranges::copy(weights_before_, network_.all_parameters().begin());
  std::ranges::copy(first_before_, first_.begin());
  std::ranges::copy(second_before_, second_.begin());
}

void Trainer::apply_optimizer() {
  const auto count = static_cast<std::int64_t>(first_.size());
  const float* gradient = network_.all_gradients().data();
  float* weight = network_.all_parameters().data();
  if (options_.optimizer == OptimizerKind::SGD) {
    kernels::sgd_step(count, static_cast<float>(options_.lr()),
                      static_cast<float>(options_.momentum),
                      static_cast<float>(options_.weight_decay()), gradient, first_.data(), weight);
    return;
  }
  position_.beta1_power *= options_.adam.beta1;
  position_.beta2_power *= options_.adam.beta2;
  kernels::adam_step(count, options_.adam, position_.beta1_power, position_.beta2_power, gradient,
                     first_.data(), second_.data(), weight);
}

Evaluation evaluate(Network<float>& network, const Dataset& dataset, std::int64_t first,
                    std::int64_t count) {
  check_fit(network, dataset, "evaluate");
  if (first < 0 || count < 1 || first + count > dataset.size()) {
    throw Error(ErrorCode::InvalidArgument, "evaluate: expected images within [0, " +
                                                std::to_string(dataset.size()) + "), got [" +
                                                std::to_string(first) + ", " +
                                                std::to_string(first + count) + ")");
  }
  Evaluation total;
  const std::int64_t size = network.input_shape().size();
  for (std::int64_t done = 0; done < count; done += network.max_count()) {
    const std::int64_t batch = std::min(network.max_count(), count - done);
    for (std::int64_t n = 0; n < batch; ++n) {
      dataset.write_image(first + done + n, network.input().data() + n * size);
      network.labels()[static_cast<std::size_t>(n)] = dataset.label(first + done + n);
    }
    network.forward(batch, Mode::Eval);
    const BatchResult result = network.loss();
    total.loss_sum += result.loss * static_cast<double>(batch);
    total.correct += result.correct;
    total.count += batch;
  }
  return total;
}

}  // namespace convscope
