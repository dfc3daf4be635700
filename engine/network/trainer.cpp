#include "engine/network/trainer.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/cold.hpp"
#include "engine/core/number_text.hpp"

CONVSCOPE_COLD_BEGIN
namespace convscope {
namespace {

void check_fit(const Network<float>& network, const Dataset& dataset, const char* who) {
  if (network.input_shape() != dataset.image_shape()) {
    throw_error(ErrorCode::ShapeMismatch,
                {who, ": expected images of shape ", network.input_shape().to_string(), ", got ",
                 dataset.image_shape().to_string()});
  }
  if (network.classes() < dataset.classes()) {
    throw_error(ErrorCode::ShapeMismatch,
                {who, ": expected at most ", network.classes(),
                 " classes (the outputs of the network), got ", dataset.classes()});
  }
}

}  // namespace

Trainer::Trainer(Network<float>& network, const Dataset& dataset, const TrainerOptions& options)
    : network_(network),
      dataset_(dataset),
      options_(options),
      sampler_(options.seed, dataset.expected()),
      optimizer_(network, options),
      image_(static_cast<std::size_t>(network.input_shape().size())),
      scratch_(image_.size()) {
  check_fit(network, dataset, "Trainer");
  check(options);
}

void Trainer::check(const TrainerOptions& options) const {
  if (options.batch_size > network_.max_count()) {
    throw_error(ErrorCode::InvalidOption, {"Trainer: expected batch_size <= ", network_.max_count(),
                                           ", got ", options.batch_size});
  }
  if (options.augment.any() && !network_.input_shape().is_image()) {
    throw_error(ErrorCode::InvalidOption,
                {"Trainer: expected images (C, H, W) to augment, got an input of shape ",
                 network_.input_shape().to_string()});
  }
}

void Trainer::set_options(const TrainerOptions& options) {
  check(options);
  optimizer_.set_options(options);
  options_ = options;
}

void Trainer::set_learning_rate(double lr) {
  const bool valid = lr >= 0 && lr <= 1e6;
  if (!valid) {
    throw_error(ErrorCode::InvalidOption,
                {"Trainer: expected lr from 0 to 1000000, got ", number_text(lr)});
  }
  options_.lr = lr;
  optimizer_.set_options(options_);
}

TrainerPosition Trainer::position() const {
  return {.optimizer = optimizer_.position(),
          .epoch = sampler_.epoch(),
          .epoch_images = sampler_.position(),
          .training_passes = network_.training_passes(),
          .shuffle_seed = sampler_.seed(),
          .growth = sampler_.growth()};
}

void Trainer::restore(const TrainerPosition& position) {
  optimizer_.restore(position.optimizer);
  std::vector<Sampler::Growth> growth = position.growth;
  for (Sampler::Growth& part : growth) part.size = std::min(part.size, dataset_.size());
  sampler_.restore(position.shuffle_seed, position.epoch, position.epoch_images, growth);
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
  const float scale = dataset_.scale();
  dataset_.write_values(index, to);
  for (std::int64_t c = 0; c < shape[0]; ++c) {
    const std::int64_t plane = c * height * width;
    kernels::augment_channel(distortion, thickness, to + plane, height, width, image_.data(),
                             scratch_.data());
    std::transform(image_.data(), image_.data() + height * width, to + plane,
                   [scale](float value) { return value / scale; });
  }
}

void Trainer::load_batch(std::int64_t count) {
  const std::int64_t size = network_.input_shape().size();
  for (std::int64_t n = 0; n < count; ++n) {
    const std::int64_t index = sampler_.draw();
    load_image(index, network_.input().data() + n * size);
    network_.labels()[static_cast<std::size_t>(n)] = dataset_.label(index);
  }
  network_.aim_at_labels(count);
}

StepResult Trainer::step() {
  const std::int64_t count = next_batch_size();
  if (count == 0) return {.status = StepStatus::Starved};
  load_batch(count);
  optimizer_.use_average(false);
  network_.forward(count, Mode::Train, Masks::Draw, LayerValues::HandOn);
  StepResult result{.batch = network_.backward(false, LayerValues::HandOn),
                    .learning_rate = optimizer_.learning_rate()};
  const bool healthy = std::isfinite(result.batch.loss) && optimizer_.step();
  result.status = healthy ? StepStatus::Ok : StepStatus::Diverged;
  result.gradient_norm = optimizer_.gradient_norm();
  return result;
}

Error Trainer::divergence() const {
  const std::string found = network_.first_non_finite();
  const std::string where = found.empty()
                                ? "Trainer: expected finite weights after the update, got "
                                  "NaN or infinity"
                                : found;
  return {ErrorCode::Diverged, join({where, " in step ", steps() + 1})};
}

Evaluation evaluate(Network<float>& network, const Dataset& dataset, std::int64_t first,
                    std::int64_t count) {
  check_fit(network, dataset, "evaluate");
  if (first < 0 || count < 1 || first + count > dataset.size()) {
    throw_error(ErrorCode::InvalidArgument,
                {"evaluate: expected images within [0, ", dataset.size(), "), got [", first, ", ",
                 first + count, ")"});
  }
  Evaluation total;
  const std::int64_t size = network.input_shape().size();
  for (std::int64_t done = 0; done < count; done += network.max_count()) {
    const std::int64_t batch = std::min(network.max_count(), count - done);
    for (std::int64_t n = 0; n < batch; ++n) {
      dataset.write_image(first + done + n, network.input().data() + n * size);
      network.labels()[static_cast<std::size_t>(n)] = dataset.label(first + done + n);
    }
    network.aim_at_labels(batch);
    network.forward(batch, Mode::Eval, Masks::Draw, LayerValues::HandOn);
    const BatchResult result = network.loss();
    total.loss_sum += result.loss * static_cast<double>(batch);
    total.correct += result.correct;
    total.count += batch;
  }
  return total;
}

}  // namespace convscope
CONVSCOPE_COLD_END
