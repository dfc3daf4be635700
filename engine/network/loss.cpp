#include "engine/network/loss.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/core/cold.hpp"
#include "engine/core/error.hpp"
#include "engine/kernels/cross_entropy.hpp"
#include "engine/kernels/regression_loss.hpp"

CONVSCOPE_COLD_BEGIN
namespace convscope {
namespace {

/// Softmax with cross-entropy, over labels. As torch.nn.CrossEntropyLoss with reduction "mean",
/// except that a batch whose labels are all ignored costs 0 instead of NaN.
template <class T>
class CrossEntropyLoss final : public Loss<T> {
 public:
  static constexpr LayerSchema schema() {
    return {
        .type = "CrossEntropyLoss",
        .doc = {"Surprise at the right class, for one label out of several",
                "交叉熵：模型对正确类别感到的“意外”程度，用于多选一的分类"},
        .formula = R"(L = -\log \frac{e^{x_y}}{\sum_c e^{x_c}})",
        .source = "torch.nn.CrossEntropyLoss; smoothing: Szegedy et al., CVPR 2016",
        .options = {
            {.name = "label_smoothing",
             .kind = OptionKind::Real,
             .doc = {"Share of the target that is spread over all classes",
                     "标签平滑：把目标的这一部分平均分给所有类别"},
             .fallback = 0,
             .minimum = 0,
             .maximum = 1},
            {.name = "weight",
             .kind = OptionKind::List,
             .doc = {"Weight of each class; empty: all alike", "每个类别的权重；留空表示一视同仁"},
             .fallback = Fallback::empty_list(),
             .minimum = 0,
             .maximum = 1e6},
            {.name = "ignore_index",
             .kind = OptionKind::Integer,
             .doc = {"Label of samples that do not count", "带有这个标签的样本不参与计算"},
             .fallback = -100,
             .minimum = -2147483648.0,
             .maximum = 2147483647}}};
  }

  CrossEntropyLoss(Options given, const Shape& output, const std::string& last)
      : Loss<T>(std::move(given), output) {
    if (output.rank() != 1 || output[0] < 2) {
      throw_error(ErrorCode::ShapeMismatch,
                  {"CrossEntropyLoss: expected the last layer to give at least 2 flat outputs (one "
                   "for each class), got ",
                   output.to_string(), " from ", last});
    }
    settings_.label_smoothing = static_cast<T>(this->options().real("label_smoothing"));
    settings_.ignore_index = static_cast<std::int32_t>(this->options().integer("ignore_index"));
    set_weights(this->options().list("weight"));
  }

  bool takes_labels() const noexcept override { return true; }

  void predict(std::int64_t count, const T* scores, T* predictions,
               T* log_sums) const noexcept override {
    kernels::softmax(count, this->outputs(), scores, predictions, log_sums);
  }

  BatchResult judge(const LossPass<T>& pass) const override {
    check_labels(pass);
    if (settings_.plain(pass.count, pass.labels)) {
      const kernels::LossSum sum = kernels::cross_entropy_sum(
          pass.count, this->outputs(), pass.scores, pass.log_sums, pass.labels);
      return {sum.loss / static_cast<double>(pass.count), sum.correct, pass.count};
    }
    const kernels::LossSum sum = kernels::smoothed_cross_entropy_sum(
        pass.count, this->outputs(), settings_, pass.scores, pass.log_sums, pass.labels);
    const double total = kernels::label_weight(pass.count, settings_, pass.labels);
    return {total > 0 ? sum.loss / total : 0, sum.correct, pass.count};
  }

  void backward(const LossPass<T>& pass, T* gradient) const noexcept override {
    if (settings_.plain(pass.count, pass.labels)) {
      kernels::cross_entropy_backward(pass.count, this->outputs(), pass.predictions, pass.labels,
                                      gradient);
      return;
    }
    kernels::smoothed_cross_entropy_backward(pass.count, this->outputs(), settings_,
                                             pass.predictions, pass.labels, gradient);
  }

 private:
  void set_weights(const std::vector<double>& weights) {
    if (weights.empty()) return;
    if (std::ssize(weights) != this->outputs()) {
      throw_error(ErrorCode::InvalidOption, {"CrossEntropyLoss: expected ", this->outputs(),
                                             " class weights, got ", weights.size()});
    }
    weights_.resize(weights.size());
    std::ranges::transform(weights, weights_.begin(), [](double w) { return static_cast<T>(w); });
    settings_.class_weights = weights_.data();
  }

  void check_labels(const LossPass<T>& pass) const {
    for (std::int64_t n = 0; n < pass.count; ++n) {
      const std::int32_t label = pass.labels[n];
      if ((label >= 0 && label < this->outputs()) || label == settings_.ignore_index) continue;
      throw_error(ErrorCode::LabelOutOfRange, {"CrossEntropyLoss: expected a label from 0 to ",
                                               this->outputs() - 1, ", got ", label});
    }
  }

  kernels::CrossEntropySettings<T> settings_;
  std::vector<T> weights_;
};

/// Whether the outputs of one sample answer as the targets do: the same place of the largest, or
/// the same side of `threshold` for a single one.
template <class T>
bool answers_right(std::int64_t outputs, const T* scores, const T* targets, T threshold) {
  if (outputs == 1) return (scores[0] > threshold) == (targets[0] > T(0.5));
  return std::max_element(scores, scores + outputs) - scores ==
         std::max_element(targets, targets + outputs) - targets;
}

template <class T>
std::int64_t count_right(const LossPass<T>& pass, std::int64_t outputs, T threshold) {
  std::int64_t right = 0;
  for (std::int64_t n = 0; n < pass.count; ++n) {
    const std::int64_t at = n * outputs;
    right += answers_right(outputs, pass.scores + at, pass.targets + at, threshold) ? 1 : 0;
  }
  return right;
}

/// As torch.nn.MSELoss with reduction "mean": over samples and outputs.
template <class T>
class MSELoss final : public Loss<T> {
 public:
  static constexpr LayerSchema schema() {
    return {.type = "MSELoss",
            .doc = {"Mean squared distance from the targets", "与目标值之差的平方的平均"},
            .formula = R"(L = \mathrm{mean}\, (x - t)^2)",
            .source = "torch.nn.MSELoss"};
  }

  MSELoss(Options given, const Shape& output, const std::string& /*last*/)
      : Loss<T>(std::move(given), output) {}

  void predict(std::int64_t count, const T* scores, T* predictions,
               T* /*log_sums*/) const noexcept override {
    std::copy_n(scores, count * this->outputs(), predictions);
  }

  BatchResult judge(const LossPass<T>& pass) const override {
    const double sum =
        kernels::squared_error_sum(pass.count, this->outputs(), pass.scores, pass.targets);
    return {sum / static_cast<double>(pass.count * this->outputs()),
            count_right(pass, this->outputs(), T(0.5)), pass.count};
  }

  void backward(const LossPass<T>& pass, T* gradient) const noexcept override {
    kernels::squared_error_backward(pass.count * this->outputs(), pass.scores, pass.targets,
                                    gradient);
  }
};

/// As torch.nn.BCEWithLogitsLoss with reduction "mean": over samples and outputs.
template <class T>
class BCEWithLogitsLoss final : public Loss<T> {
 public:
  static constexpr LayerSchema schema() {
    return {.type = "BCEWithLogitsLoss",
            .doc = {"Surprise at each yes or no, for any number of answers at once",
                    "二元交叉熵：每个输出各自回答“是”或“否”，可以同时有多个答案"},
            .formula =
                R"(L = \mathrm{mean}\left(-t \log \sigma(x) - (1 - t) \log (1 - \sigma(x))\right))",
            .source = "torch.nn.BCEWithLogitsLoss"};
  }

  BCEWithLogitsLoss(Options given, const Shape& output, const std::string& /*last*/)
      : Loss<T>(std::move(given), output) {}

  void predict(std::int64_t count, const T* scores, T* predictions,
               T* /*log_sums*/) const noexcept override {
    kernels::sigmoid_forward(count * this->outputs(), scores, predictions);
  }

  BatchResult judge(const LossPass<T>& pass) const override {
    const double sum =
        kernels::binary_cross_entropy_sum(pass.count, this->outputs(), pass.scores, pass.targets);
    return {sum / static_cast<double>(pass.count * this->outputs()),
            count_right(pass, this->outputs(), T(0)), pass.count};
  }

  void backward(const LossPass<T>& pass, T* gradient) const noexcept override {
    kernels::binary_cross_entropy_backward(pass.count * this->outputs(), pass.scores, pass.targets,
                                           gradient);
  }
};

template <class T, class Candidate>
bool try_loss(std::string_view type, const Json& options, const Shape& output,
              const std::string& last, std::unique_ptr<Loss<T>>& made) {
  static constexpr LayerSchema kSchema = without_texts(Candidate::schema());
  if (kSchema.type != type) return false;
  made = std::make_unique<Candidate>(Options(std::string(type), kSchema, options), output, last);
  return true;
}

}  // namespace

std::span<const LayerSchema> documented_loss_schemas() {
  static constexpr std::array kSchemas{CrossEntropyLoss<float>::schema(), MSELoss<float>::schema(),
                                       BCEWithLogitsLoss<float>::schema()};
  return kSchemas;
}

std::span<const LayerSchema> loss_schemas() {
  static constexpr std::array kSchemas{without_texts(CrossEntropyLoss<float>::schema()),
                                       without_texts(MSELoss<float>::schema()),
                                       without_texts(BCEWithLogitsLoss<float>::schema())};
  return kSchemas;
}

const LayerSchema* find_loss_schema(std::string_view type) {
  for (const LayerSchema& schema : loss_schemas()) {
    if (schema.type == type) return &schema;
  }
  return nullptr;
}

template <class T>
std::unique_ptr<Loss<T>> make_loss(std::string_view type, const Json& options, const Shape& output,
                                   const std::string& last) {
  std::unique_ptr<Loss<T>> made;
  try_loss<T, CrossEntropyLoss<T>>(type, options, output, last, made) ||
      try_loss<T, MSELoss<T>>(type, options, output, last, made) ||
      try_loss<T, BCEWithLogitsLoss<T>>(type, options, output, last, made);
  return made;
}

template std::unique_ptr<Loss<float>> make_loss<float>(std::string_view, const Json&, const Shape&,
                                                       const std::string&);
template std::unique_ptr<Loss<double>> make_loss<double>(std::string_view, const Json&,
                                                         const Shape&, const std::string&);

}  // namespace convscope
CONVSCOPE_COLD_END
