#pragma once

#include <memory>
#include <span>
#include <vector>

#include "engine/core/shape.hpp"
#include "engine/layers/options.hpp"

namespace convscope {

/// Outcome of one batch: mean loss and number of right answers among `count`.
struct BatchResult {
  double loss = 0;
  std::int64_t correct = 0;
  std::int64_t count = 0;
};

/// What a loss looks at: the last layer's outputs (count, outputs), the predictions made from them,
/// and the labels (count) or targets (count, outputs).
template <class T>
struct LossPass {
  std::int64_t count;
  const T* scores;
  const T* predictions;
  /// log sum exp of each row of scores; only for cross-entropy.
  const T* log_sums;
  const std::int32_t* labels;
  const T* targets;
};

/// Judges the outputs of a network, as the mean over a batch.
template <class T>
class Loss {
 public:
  Loss(Options options, const Shape& output)
      : options_(std::move(options)), outputs_(output.size()) {}
  virtual ~Loss() = default;
  Loss(const Loss&) = delete;
  Loss& operator=(const Loss&) = delete;

  const Options& options() const noexcept { return options_; }
  std::int64_t outputs() const noexcept { return outputs_; }

  /// Whether it compares with labels; otherwise with targets.
  virtual bool takes_labels() const noexcept { return false; }
  /// What the outputs mean to a reader: probabilities, if the loss takes them for logits.
  virtual void predict(std::int64_t count, const T* scores, T* predictions,
                       T* log_sums) const noexcept = 0;
  /// Throws Error(LabelOutOfRange).
  virtual BatchResult judge(const LossPass<T>& pass) const = 0;
  /// Gradient of the mean loss for the outputs; labels are those that judge() took.
  virtual void backward(const LossPass<T>& pass, T* gradient) const noexcept = 0;

 private:
  Options options_;
  std::int64_t outputs_;
};

/// Schemas of all losses.
std::span<const LayerSchema> loss_schemas();

/// The same with their texts.
std::span<const LayerSchema> documented_loss_schemas();

/// Null for an unknown type.
const LayerSchema* find_loss_schema(std::string_view type);

/// Makes a loss for outputs of this shape; `last` names the last layer in errors. Throws Error when
/// they do not fit together.
template <class T>
std::unique_ptr<Loss<T>> make_loss(std::string_view type, const Json& options, const Shape& output,
                                   const std::string& last);

}  // namespace convscope
