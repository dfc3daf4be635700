#include <emscripten/bind.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/bindings/border.hpp"
#include "engine/bindings/network_handle.hpp"
#include "engine/bindings/shared_threads.hpp"
#include "engine/io/checkpoint.hpp"
#include "engine/io/idx.hpp"
#include "engine/kernels/digit.hpp"
#include "engine/network/placement.hpp"
#include "engine/network/trainer.hpp"

/// The JavaScript border. Numbers cross as descriptors of buffers in the engine's memory
/// ({ptr, length, type, shape}), descriptions as JSON, failures as errors with a code.
namespace convscope::bindings {
namespace {

class DatasetHandle : Counted {
 public:
  DatasetHandle(const Shape& shape, int classes, int expected, bool floats)
      : dataset_(shape, classes, expected,
                 floats ? Dataset::Values::Floats : Dataset::Values::Bytes) {}

  Dataset& get() { return dataset_; }

  val stage(double image_bytes, double label_bytes) {
    return guarded([&] {
      images_.resize(image_bytes);
      labels_.resize(label_bytes);
      val both = val::object();
      both.set("images", images_.describe());
      both.set("labels", labels_.describe());
      return both;
    });
  }
  int append() {
    return guarded([&] {
      const auto images = images_.take();
      const auto labels = labels_.take();
      return static_cast<int>(append_idx(dataset_, images, labels));
    });
  }
  void append_values() {
    guarded([&] {
      const auto images = images_.take();
      const auto labels = labels_.take();
      dataset_.append(images, labels);
    });
  }
  int size() const { return static_cast<int>(dataset_.size()); }
  int expected() const { return static_cast<int>(dataset_.expected()); }
  void close() { dataset_.close(); }
  val image(int index) {
    return guarded([&] {
      const Shape& shape = dataset_.image_shape();
      const std::vector<std::int64_t> extents(shape.begin(), shape.end());
      if (!dataset_.holds_floats()) return describe_buffer(dataset_.image(index), extents);
      values_.resize(static_cast<std::size_t>(shape.size()));
      dataset_.write_values(index, values_.data());
      return describe_buffer(std::span(values_), extents);
    });
  }
  int label(int index) {
    return guarded([&] { return static_cast<int>(dataset_.label(index)); });
  }
  /// Images [first, first + count), turned and moved; valid until the next call of stage or place.
  val place(int first, int count, float degrees, float right, float down) {
    return guarded([&] {
      images_.resize(static_cast<double>(count) *
                     static_cast<double>(dataset_.image_shape().size()));
      write_placed(dataset_, first, count, {degrees, right, down}, images_.data());
      return images_.describe();
    });
  }

 private:
  Dataset dataset_;
  Staging images_, labels_;
  /// The image of floats that was asked for last.
  std::vector<float> values_;
};

class TrainerHandle : Counted {
 public:
  TrainerHandle(NetworkHandle& network, DatasetHandle& dataset, const std::string& options)
      : trainer_(network.get(), dataset.get(), parse_trainer_options(options)) {}

  /// Its StepStatus as a number. What the step gave is read from figures(): an object of as many
  /// fields would take twenty microseconds, a text for the status two.
  int step() {
    return guarded([&] {
      const StepResult result = trainer_.step();
      figures_ = {result.batch.loss,
                  static_cast<double>(result.batch.correct),
                  static_cast<double>(result.batch.count),
                  static_cast<double>(trainer_.steps()),
                  static_cast<double>(trainer_.epoch()),
                  static_cast<double>(trainer_.epoch_images()),
                  static_cast<double>(trainer_.epoch_size()),
                  result.gradient_norm,
                  result.learning_rate};
      return static_cast<int>(result.status);
    });
  }
  val figures() { return describe_buffer(std::span<double>(figures_)); }
  std::string divergence() { return trainer_.divergence().what(); }
  void set_learning_rate(double lr) {
    guarded([&] { trainer_.set_learning_rate(lr); });
  }
  void set_options(const std::string& options) {
    guarded([&] { trainer_.set_options(parse_trainer_options(options)); });
  }
  void use_average(bool averaged) {
    guarded([&] { trainer_.optimizer().use_average(averaged); });
  }
  std::string options() const { return to_json(trainer_.options()).dump(); }
  val save_state() {
    return guarded([&] { return staging_.replace(save_training(trainer_)); });
  }
  val stage_state(double bytes) {
    return guarded([&] { return staging_.resize(bytes); });
  }
  void load_state() {
    guarded([&] { load_training(trainer_, staging_.take()); });
  }

 private:
  Trainer trainer_;
  std::array<double, 9> figures_{};
  Staging staging_;
};

class Preprocessor : Counted {
 public:
  val stage(int width, int height) {
    return guarded([&] {
      constexpr int kMost = 4096;
      if (width < 1 || height < 1 || width > kMost || height > kMost) {
        throw_error(
            ErrorCode::InvalidArgument,
            {"Preprocessor: expected a drawing of 1 to 4096 a side, got ", width, " x ", height});
      }
      width_ = width;
      height_ = height;
      return ink_.resize(static_cast<double>(width) * height);
    });
  }
  val run() {
    return guarded([&] {
      if (ink_.bytes().empty()) {
        throw_error(ErrorCode::InvalidArgument, {"Preprocessor: expected stage() before run()"});
      }
      const kernels::DigitBox box =
          kernels::normalize_digit(ink_.bytes().data(), width_, height_, digit_.data());
      val rectangle = val::object();
      rectangle.set("x", static_cast<int>(box.x));
      rectangle.set("y", static_cast<int>(box.y));
      rectangle.set("width", static_cast<int>(box.width));
      rectangle.set("height", static_cast<int>(box.height));
      val result = val::object();
      result.set("empty", box.empty());
      result.set("box", rectangle);
      result.set("image", describe_buffer(std::span<std::uint8_t>(digit_),
                                          {kernels::kDigitSide, kernels::kDigitSide}));
      return result;
    });
  }

 private:
  Staging ink_;
  int width_ = 0;
  int height_ = 0;
  std::array<std::uint8_t, static_cast<std::size_t>(kernels::kDigitSide* kernels::kDigitSide)>
      digit_{};
};

/// Limits, from 0, that are beyond what the engine can have mean none. `blank` where weights will
/// be loaded at once.
NetworkHandle* create_network(const std::string& description, int max_batch, double seed,
                              double most_bytes, double most_weights, bool blank) {
  constexpr auto kMost = static_cast<double>(Arena::kMaxBytes);
  NetworkLimits limits;
  if (most_bytes < kMost) limits.bytes = static_cast<std::uint64_t>(most_bytes);
  if (most_weights < kMost) limits.weights = static_cast<std::int64_t>(most_weights);
  const Start start = blank ? Start::Zero : Start::Random;
  return guarded([&] { return new NetworkHandle(description, max_batch, seed, limits, start); });
}

/// Without height and width for flat features.
DatasetHandle* create_dataset(int channels, int height, int width, int classes, int expected,
                              bool floats) {
  return guarded([&] {
    Shape shape{channels};
    if (height != 0 || width != 0) shape = {channels, height, width};
    return new DatasetHandle(shape, classes, expected, floats);
  });
}

TrainerHandle* create_trainer(NetworkHandle& network, DatasetHandle& dataset,
                              const std::string& options) {
  return guarded([&] { return new TrainerHandle(network, dataset, options); });
}

val evaluate_handles(NetworkHandle& network, DatasetHandle& dataset, int first, int count) {
  return guarded([&] {
    const Evaluation total = evaluate(network.get(), dataset.get(), first, count);
    val json = val::object();
    json.set("loss", total.loss_sum);
    json.set("correct", static_cast<int>(total.correct));
    json.set("count", static_cast<int>(total.count));
    return json;
  });
}

/// Throws where a trainer would for these options, whatever its network.
void check_trainer_options(const std::string& options) {
  guarded([&] { parse_trainer_options(options); });
}

int count_live_objects() {
  return live_objects;
}

void set_threads(int threads) {
  guarded([&] { set_shared_threads(threads); });
}

int count_threads() {
  return shared_threads().threads();
}

}  // namespace

EMSCRIPTEN_BINDINGS(convscope) {
  using namespace emscripten;
  function("checkTrainerOptions", &check_trainer_options);
  function("liveObjects", &count_live_objects);
  function("setThreads", &set_threads);
  function("threads", &count_threads);
  function("evaluate", &evaluate_handles);
  class_<NetworkHandle>("Network")
      .constructor(&create_network, allow_raw_pointers())
      .function("describe", &NetworkHandle::describe)
      .function("buffer", &NetworkHandle::buffer)
      .function("forward", &NetworkHandle::forward)
      .function("backward", &NetworkHandle::backward)
      .function("aimAtLabels", &NetworkHandle::aim_at_labels)
      .function("propagateScore", &NetworkHandle::propagate_score)
      .function("gradCam", &NetworkHandle::grad_cam)
      .function("excite", &NetworkHandle::excite)
      .function("explain", &NetworkHandle::explain)
      .function("traceSources", &NetworkHandle::trace_sources)
      .function("traceReach", &NetworkHandle::trace_reach)
      .function("statistics", &NetworkHandle::statistics)
      .function("parameterGradientNorm", &NetworkHandle::parameter_gradient_norm)
      .function("reinitialize", &NetworkHandle::reinitialize)
      .function("saveWeights", &NetworkHandle::save_weights)
      .function("stageWeights", &NetworkHandle::stage_weights)
      .function("loadWeights", &NetworkHandle::load_weights);
  class_<DatasetHandle>("Dataset")
      .constructor(&create_dataset, allow_raw_pointers())
      .function("stage", &DatasetHandle::stage)
      .function("append", &DatasetHandle::append)
      .function("appendValues", &DatasetHandle::append_values)
      .function("size", &DatasetHandle::size)
      .function("expected", &DatasetHandle::expected)
      .function("close", &DatasetHandle::close)
      .function("image", &DatasetHandle::image)
      .function("label", &DatasetHandle::label)
      .function("place", &DatasetHandle::place);
  class_<TrainerHandle>("Trainer")
      .constructor(&create_trainer, allow_raw_pointers())
      .function("step", &TrainerHandle::step)
      .function("figures", &TrainerHandle::figures)
      .function("divergence", &TrainerHandle::divergence)
      .function("setLearningRate", &TrainerHandle::set_learning_rate)
      .function("setOptions", &TrainerHandle::set_options)
      .function("options", &TrainerHandle::options)
      .function("useAverage", &TrainerHandle::use_average)
      .function("saveState", &TrainerHandle::save_state)
      .function("stageState", &TrainerHandle::stage_state)
      .function("loadState", &TrainerHandle::load_state);
  class_<Preprocessor>("Preprocessor")
      .constructor<>()
      .function("stage", &Preprocessor::stage)
      .function("run", &Preprocessor::run);
}

}  // namespace convscope::bindings
