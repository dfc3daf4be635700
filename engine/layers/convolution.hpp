#pragma once

#include "engine/kernels/conv2d.hpp"
#include "engine/layers/layer.hpp"

namespace convscope {

/// What Conv2d and ConvTranspose2d share: options, the checks on them, and the kernel's geometry.
/// A transposed convolution has the geometry of the convolution whose gradient it is.
template <class T>
class Convolution : public Layer<T> {
 public:
  using Layer<T>::Layer;

  std::int64_t most_parts() const final {
    constexpr std::int64_t kMostElements = 1 << 24;
    return std::clamp<std::int64_t>(kMostElements / part_sums(), 1,
                                    std::min(kMostParts, this->max_count()));
  }

 protected:
  static constexpr OptionSchema out_channels_option() {
    return {
        .name = "out_channels",
        .kind = OptionKind::Integer,
        .doc = {"Number of kernels, and so of output channels", "卷积核的个数，也就是输出通道数"},
        .minimum = 1,
        .maximum = 4096};
  }
  static constexpr OptionSchema step_option() {
    return stride_option(
        1, {"Step of the window: a number or [sh, sw]", "窗口每次移动的步幅：一个数，或 [sh, sw]"});
  }
  static constexpr OptionSchema groups_option() {
    return {.name = "groups",
            .kind = OptionKind::Integer,
            .doc = {"Groups of channels that do not mix; as many as channels is depthwise",
                    "互不相连的通道分组数；等于通道数时就是逐通道卷积"},
            .fallback = 1,
            .minimum = 1,
            .maximum = 4096};
  }

  /// What a group has of `channels` input or output channels.
  std::int64_t per_group(const char* which, std::int64_t channels) const {
    const std::int64_t groups = this->options().integer("groups");
    if (channels % groups != 0) {
      this->fail(ErrorCode::ShapeMismatch, {"expected groups to divide the ", channels, " ", which,
                                            " channels, got ", groups});
    }
    return channels / groups;
  }

  /// Kernel, stride, dilation, groups and channels; extents and padding are for the caller to fill.
  kernels::Conv2dGeometry kernel_geometry(std::int64_t in_channels,
                                          std::int64_t out_channels) const {
    const Pair kernel = this->options().pair("kernel_size");
    const Pair stride = this->options().pair("stride");
    const Pair dilation = this->options().pair("dilation");
    return {.groups = this->options().integer("groups"),
            .in_channels = in_channels,
            .out_channels = out_channels,
            .kernel_height = kernel.height,
            .kernel_width = kernel.width,
            .stride_height = stride.height,
            .stride_width = stride.width,
            .dilation_height = dilation.height,
            .dilation_width = dilation.width};
  }

  /// The four sides of the padding; "same" needs a stride of 1, as in PyTorch, and puts the odd
  /// row or column below and to the right.
  Padding padding_sides(const kernels::Conv2dGeometry& g) const {
    const Padding given = this->options().padding("padding");
    if (!given.same) return given;
    if (g.stride_height != 1 || g.stride_width != 1) {
      this->fail(ErrorCode::InvalidOption, {"expected stride 1 with padding \"same\", got ",
                                            this->options().values()["stride"].dump()});
    }
    const std::int64_t top = g.reach_height() / 2;
    const std::int64_t left = g.reach_width() / 2;
    return {top, g.reach_height() - top, left, g.reach_width() - left};
  }

  /// Packed weights and, behind them, one set of gradient sums for each part of the batch.
  MemoryNeeds kernel_memory() const {
    return {.saved_indices = needs_.offsets,
            .shared = needs_.packed + most_parts() * needs_.sums,
            .workspace = needs_.workspace,
            .workspace_indices = needs_.indices};
  }

  bool has_bias() const noexcept { return has_bias_; }
  const T* weight() const { return this->memory().parameters[0].data(); }
  const T* bias() const { return has_bias_ ? this->memory().parameters[1].data() : nullptr; }
  T* weight_gradient() const { return this->memory().gradients[0].data(); }
  T* bias_gradient() const { return has_bias_ ? this->memory().gradients[1].data() : nullptr; }
  std::int32_t* offsets() const { return this->memory().saved_indices.data(); }
  T* packed() const { return this->memory().shared.data(); }
  T* sums(std::int64_t part) const { return packed() + needs_.packed + part * needs_.sums; }
  /// What a thread's kernels work with.
  kernels::Conv2dMemory<T> kernel_memory_of(int worker) const {
    return {packed(), offsets(), this->workspace(worker), this->workspace_indices(worker)};
  }

  /// For the parts that a batch of `count` has.
  void clear_sums(std::int64_t count) noexcept {
    std::fill_n(sums(0), std::min(count, most_parts()) * part_sums(), T(0));
  }

  /// Elements of the gradient sums of one part of the batch.
  std::int64_t part_sums() const { return needs_.sums; }

  const kernels::Conv2dGeometry& geometry() const noexcept { return geometry_; }
  void set_geometry(const kernels::Conv2dGeometry& geometry) {
    geometry_ = geometry;
    set_plan({geometry});
    has_bias_ = this->options().boolean("bias");
  }
  /// How the kernels go about it; their geometry may differ from the layer's in its padding.
  const kernels::Conv2dPlan& plan() const noexcept { return plan_; }
  void set_plan(const kernels::Conv2dPlan& plan) noexcept {
    plan_ = plan;
    needs_ = kernels::conv2d_needs<T>(plan);
  }

  Explanation explain_unit(const ExplainPass<T>& pass, std::int64_t channel) const {
    return this->explain_sum(pass, has_bias_ ? bias()[channel] : T(0),
                             [&](const Source& source) { return weight()[source.weight]; });
  }

 private:
  void prepare() final { kernels::conv2d_prepare<T>(plan_, offsets()); }

  kernels::Conv2dGeometry geometry_;
  kernels::Conv2dPlan plan_;
  kernels::Conv2dNeeds needs_;
  bool has_bias_ = true;
};

}  // namespace convscope
