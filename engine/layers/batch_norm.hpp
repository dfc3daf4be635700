#pragma once

#include <algorithm>

#include "engine/kernels/batch_norm.hpp"
#include "engine/layers/layer.hpp"

namespace convscope {

/// What BatchNorm1d and BatchNorm2d share. Training normalises with the mean and biased variance of
/// the batch and moves the running statistics toward its mean and unbiased variance,
/// running = (1 - momentum) running + momentum batch, as PyTorch (Paddle weighs the other way round
/// and keeps the biased variance). Evaluation uses the running statistics. Without
/// track_running_stats there are none, and evaluation normalises by the batch too; frozen, training
/// uses the saved statistics and moves neither them nor the affine parameters, as torchvision's
/// FrozenBatchNorm2d.
/// Source: Ioffe and Szegedy, "Batch Normalization", ICML 2015.
template <class T>
class BatchNorm : public Layer<T> {
 public:
  explicit BatchNorm(LayerArguments&& arguments)
      : Layer<T>(std::move(arguments)),
        channels_(this->input_shape()[0]),
        spatial_(this->input_shape().size() / channels_),
        eps_(static_cast<T>(this->options().real("eps"))),
        momentum_(static_cast<T>(this->options().real("momentum"))),
        affine_(this->options().boolean("affine")),
        tracks_(this->options().boolean("track_running_stats")) {
    if (this->frozen() && !tracks_) {
      this->fail(ErrorCode::InvalidOption,
                 {"expected track_running_stats to be true with frozen, got false"});
    }
  }

  Shape output_shape() const override { return this->input_shape(); }

  std::vector<TensorSpec> parameters() const override {
    if (!affine_) return {};
    return {{.name = "weight", .shape = {channels_}, .fill = Fill::One},
            {.name = "bias", .shape = {channels_}}};
  }

  std::vector<TensorSpec> states() const override {
    if (!tracks_) return {};
    return {{.name = "running_mean", .shape = {channels_}},
            {.name = "running_var", .shape = {channels_}, .fill = Fill::One}};
  }

  /// Per-channel values of the last pass, see saved().
  MemoryNeeds memory_needs() const override { return {.saved = kSavedRows * channels_}; }
  bool looks_at_inputs(Mode mode) const override {
    return !tracks_ || (mode == Mode::Train && !this->frozen());
  }
  bool looks_at_gradients() const override { return true; }

  /// One product for the scale and one sum for the shift of each value, as they run in prediction.
  Work work() const override {
    const std::int64_t values = this->input_shape().size();
    return {values, values};
  }

  void observe_forward(const ForwardPass<T>& pass) noexcept override {
    if (!looks_at_inputs(pass.mode)) return;
    kernels::add_moments(shape(pass.count), pass.input(),
                         moments_.data() + pass.part.index * channels_);
  }
  void begin_forward(const ForwardPass<T>& pass) noexcept override {
    const auto& memory = this->memory();
    by_batch_ = looks_at_inputs(pass.mode);
    if (by_batch_) {
      samples_ = shape(pass.count).samples();
      kernels::merge_moments(channels_, kMostParts, moments_.data(), mean(), variance());
    } else {
      std::copy_n(memory.states[0].data(), channels_, mean());
      std::copy_n(memory.states[1].data(), channels_, variance());
    }
    kernels::inverse_deviation(channels_, variance(), eps_, inverse());
    for (std::int64_t c = 0; c < channels_; ++c) {
      slope()[c] = inverse()[c] * (affine_ ? gamma()[c] : T(1));
      shift()[c] = affine_ ? beta()[c] : T(0);
    }
  }
  void forward(const ForwardPass<T>& pass) noexcept override {
    kernels::batch_norm_apply(shape(pass.count), pass.input(), mean(), slope(), shift(),
                              pass.output);
  }

  void observe_backward(const BackwardPass<T>& pass) noexcept override {
    kernels::add_gradient_sums(shape(pass.count), pass.input(), pass.output_gradient, mean(),
                               sums_.data() + pass.part.index * channels_);
  }
  /// Normalised by the batch, dx = slope (dy - (dbeta + xhat dgamma) / samples); with constant
  /// statistics, dx = slope dy.
  void begin_backward(const BackwardPass<T>& pass) noexcept override {
    T* dgamma = affine_ ? this->memory().gradients[0].data() : saved(Saved::Gamma);
    T* dbeta = affine_ ? this->memory().gradients[1].data() : saved(Saved::Beta);
    kernels::merge_gradient_sums(channels_, kMostParts, sums_.data(), inverse(), dgamma, dbeta);
    const T share = by_batch_ ? T(-1) / static_cast<T>(shape(pass.count).samples()) : T(0);
    for (std::int64_t c = 0; c < channels_; ++c) {
      saved(Saved::Tilt)[c] = slope()[c] * inverse()[c] * dgamma[c] * share;
      saved(Saved::GradientShift)[c] = slope()[c] * dbeta[c] * share;
    }
  }
  void backward(const BackwardPass<T>& pass) noexcept override {
    if (pass.input_gradient() == nullptr) return;
    kernels::batch_norm_backward_input(shape(pass.count), pass.input(), pass.output_gradient,
                                       mean(), slope(), saved(Saved::Tilt),
                                       saved(Saved::GradientShift), pass.input_gradient());
  }

  Explanation explain(const ExplainPass<T>& pass) const override {
    const std::int64_t c = pass.unit / spatial_;
    const auto scale = static_cast<double>(affine_ ? gamma()[c] : T(1));
    const auto shift = static_cast<double>(affine_ ? beta()[c] : T(0));
    const auto centre = static_cast<double>(mean()[c]);
    const auto inverse_deviation = static_cast<double>(inverse()[c]);
    const double slope = scale * inverse_deviation;
    Explanation explanation{
        .rule = Rule::WeightedSum,
        .terms = this->weighted_terms(pass, [&](const Source&) { return slope; }),
        .bias = shift - centre * slope,
        .result = pass.result()};
    const double centred = explanation.terms[0].value - centre;
    explanation.steps = {{"mean", centre},
                         {"variance", static_cast<double>(variance()[c])},
                         {"eps", static_cast<double>(eps_)},
                         {"centred", centred},
                         {"normalised", centred * inverse_deviation},
                         {"scale", scale},
                         {"shift", shift}};
    return explanation;
  }

  void commit_statistics() noexcept override {
    if (!tracks_ || !by_batch_) return;
    const auto& memory = this->memory();
    for (std::int64_t c = 0; c < channels_; ++c) {
      T& running_mean = memory.states[0][static_cast<std::size_t>(c)];
      T& running_var = memory.states[1][static_cast<std::size_t>(c)];
      running_mean += momentum_ * (mean()[c] - running_mean);
      // A single sample has no unbiased variance; it teaches nothing about the spread.
      if (samples_ < 2) continue;
      const T unbiased = variance()[c] * static_cast<T>(samples_) / static_cast<T>(samples_ - 1);
      running_var += momentum_ * (unbiased - running_var);
    }
  }

 protected:
  static constexpr OptionList norm_options() {
    return {{.name = "eps",
             .kind = OptionKind::Real,
             .doc = {"Added to the variance so that nothing is divided by zero",
                     "加在方差上，避免除以零"},
             .fallback = 1e-5,
             .minimum = 1e-12,
             .maximum = 1},
            {.name = "momentum",
             .kind = OptionKind::Real,
             .doc = {"Weight of the newest batch in the running statistics",
                     "新批次在滑动统计量中所占的权重"},
             .fallback = 0.1,
             .minimum = 0,
             .maximum = 1},
            {.name = "affine",
             .kind = OptionKind::Boolean,
             .doc = {"Train a scale (gamma) and a shift (beta) for each channel",
                     "为每个通道学习缩放 gamma 和平移 beta"},
             .fallback = true},
            {.name = "track_running_stats",
             .kind = OptionKind::Boolean,
             .doc = {"Keep running statistics for prediction; otherwise predict by the batch's own",
                     "保存滑动统计量供预测使用；否则预测时也用当前批次的统计量"},
             .fallback = true},
            {.name = "frozen",
             .kind = OptionKind::Boolean,
             .doc = {"Train with the saved statistics and keep them, the scale and the shift",
                     "冻结：训练时也使用已保存的统计量，并保持它们和缩放、平移不变"},
             .fallback = false}};
  }

  static constexpr std::string_view kFormula =
      R"(y = \gamma\, \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta)";

 private:
  enum class Saved { Mean, Variance, Inverse, Slope, Shift, Gamma, Beta, Tilt, GradientShift };
  static constexpr std::int64_t kSavedRows = 9;

  void prepare() override {
    moments_.resize(static_cast<std::size_t>(kMostParts * channels_));
    sums_.resize(moments_.size());
  }

  kernels::BatchNormShape shape(std::int64_t count) const { return {count, channels_, spatial_}; }
  T* saved(Saved row) const {
    return this->memory().saved.data() + static_cast<std::int64_t>(row) * channels_;
  }
  T* mean() const { return saved(Saved::Mean); }
  T* variance() const { return saved(Saved::Variance); }
  T* inverse() const { return saved(Saved::Inverse); }
  T* slope() const { return saved(Saved::Slope); }
  T* shift() const { return saved(Saved::Shift); }
  const T* gamma() const { return affine_ ? this->memory().parameters[0].data() : nullptr; }
  const T* beta() const { return affine_ ? this->memory().parameters[1].data() : nullptr; }

  std::int64_t channels_;
  std::int64_t spatial_;
  T eps_;
  T momentum_;
  bool affine_;
  bool tracks_;
  /// Whether the last pass normalised by its own statistics.
  bool by_batch_ = false;
  std::vector<kernels::Moments> moments_;
  std::vector<kernels::GradientSums> sums_;
  std::int64_t samples_ = 0;
};

}  // namespace convscope
