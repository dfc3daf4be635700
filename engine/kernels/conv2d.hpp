#pragma once

#include "engine/kernels/conv2d_backward_input.hpp"
#include "engine/kernels/conv2d_backward_weight.hpp"
#include "engine/kernels/conv2d_forward.hpp"
#include "engine/kernels/conv2d_sparse.hpp"
#include "engine/kernels/conv2d_winograd_backward.hpp"

/// The kernels of a convolution, each direction by the way that is fastest for its shape.
namespace convscope::kernels {

enum class ConvolutionWay { Tiles, Winograd, Lists };

struct Conv2dPlan {
  Conv2dGeometry geometry;
  ConvolutionWay forward = ConvolutionWay::Tiles;
  ConvolutionWay backward = ConvolutionWay::Tiles;

  constexpr bool has(ConvolutionWay way) const { return forward == way || backward == way; }
};

/// `density` is the share of the output gradient that may differ from zero.
constexpr Conv2dPlan plan_conv2d(const Conv2dGeometry& g, double density) {
  const auto dense = gains_by_winograd(g) ? ConvolutionWay::Winograd : ConvolutionWay::Tiles;
  return {g, dense, gains_by_lists(g, density) ? ConvolutionWay::Lists : dense};
}

/// What the kernels work with; sizes are those of conv2d_needs.
template <class T>
struct Conv2dMemory {
  T* packed;
  std::int32_t* offsets;
  T* workspace;
  std::int32_t* indices;
};

/// Elements of each memory, and of the gradient sums of one part of a batch.
struct Conv2dNeeds {
  std::int64_t packed = 0, offsets = 0, workspace = 0, indices = 0, sums = 0;
};

CONVSCOPE_COLD_BEGIN
template <class T>
constexpr Conv2dNeeds conv2d_needs(const Conv2dPlan& plan) {
  const Conv2dGeometry& g = plan.geometry;
  Conv2dNeeds needs;
  if (plan.has(ConvolutionWay::Tiles)) {
    needs = {g.groups * std::max(packed_weight<T>(g), packed_taps<T>(g)), offset_count<T>(g),
             std::max(view_elements(g) + g.out_height * g.out_width * kBlock<T>,
                      canvas(g).plane() * canvas_channels<T>(g)),
             0, gradient_sums<T>(g)};
  }
  if (plan.has(ConvolutionWay::Winograd)) {
    needs.packed = std::max(needs.packed, winograd_packed<T>(g));
    needs.workspace = std::max(needs.workspace, winograd_workspace<T>(g));
    needs.sums = winograd_sums<T>(g);
  }
  if (plan.has(ConvolutionWay::Lists)) {
    needs.packed = std::max(needs.packed, sparse_packed<T>(g));
    needs.workspace = std::max(needs.workspace, sparse_workspace<T>(g));
    needs.indices = sparse_indices(g);
    needs.sums = sparse_sums<T>(g);
  }
  return needs;
}

/// Writes the offsets, which depend on nothing but the plan.
template <class T>
void conv2d_prepare(const Conv2dPlan& plan, std::int32_t* offsets) {
  const Conv2dGeometry& g = plan.geometry;
  if (plan.has(ConvolutionWay::Tiles)) fill_offsets(g, view_layout<T>(g), offsets);
}

/// Packs weights and, where they are part of it, biases, which may be null, for conv2d_forward.
template <class T>
void conv2d_begin_forward(const Conv2dPlan& plan, const T* w, const T* b, T* packed) {
  const Conv2dGeometry& g = plan.geometry;
  if (plan.forward == ConvolutionWay::Winograd) {
    conv2d_pack_winograd(g, w, b, packed);
  } else {
    conv2d_pack_forward(g, w, packed);
  }
}

template <class T>
void conv2d_forward(const Conv2dPlan& plan, std::int64_t count, const T* x, const T* b, T* y,
                    const Conv2dMemory<T>& memory) {
  const Conv2dGeometry& g = plan.geometry;
  const T* packed = memory.packed;
  if (plan.forward == ConvolutionWay::Winograd) {
    conv2d_winograd_forward(g, count, x, packed, y, memory.workspace);
  } else {
    conv2d_forward(g, count, x, packed, b, y, memory.offsets, memory.workspace);
  }
}

/// Packs weights for conv2d_backward with an input gradient.
template <class T>
void conv2d_begin_backward(const Conv2dPlan& plan, const T* w, T* packed) {
  const Conv2dGeometry& g = plan.geometry;
  switch (plan.backward) {
    case ConvolutionWay::Tiles:
      return conv2d_pack_backward(g, w, packed);
    case ConvolutionWay::Winograd:
      return conv2d_pack_winograd_backward(g, w, packed);
    case ConvolutionWay::Lists:
      return conv2d_pack_sparse(g, w, packed);
  }
}

/// Adds to `sums` and overwrites dx unless it is null.
template <class T>
void conv2d_backward(const Conv2dPlan& plan, std::int64_t count, const T* x, const T* dy, T* dx,
                     T* sums, const Conv2dMemory<T>& memory) {
  const Conv2dGeometry& g = plan.geometry;
  const T* packed = memory.packed;
  T* workspace = memory.workspace;
  switch (plan.backward) {
    case ConvolutionWay::Tiles:
      conv2d_backward_weight(g, count, x, dy, sums, memory.offsets, workspace);
      if (dx != nullptr) conv2d_backward_input(g, count, dy, packed, dx, workspace);
      break;
    case ConvolutionWay::Winograd:
      conv2d_winograd_backward(g, count, x, dy, packed, sums, dx, workspace);
      break;
    case ConvolutionWay::Lists:
      conv2d_sparse_weight(g, count, x, dy, sums, workspace, memory.indices);
      if (dx != nullptr) {
        conv2d_sparse_input(g, count, dy, packed, dx, workspace, memory.indices);
      }
      break;
  }
}

/// Writes dw and db, which may be null, from the sums of the whole batch.
template <class T>
void conv2d_end_backward(const Conv2dPlan& plan, const T* sums, T* dw, T* db) {
  const Conv2dGeometry& g = plan.geometry;
  switch (plan.backward) {
    case ConvolutionWay::Tiles:
      return conv2d_unpack_weight(g, sums, dw, db);
    case ConvolutionWay::Winograd:
      return conv2d_unpack_winograd(g, sums, dw, db);
    case ConvolutionWay::Lists:
      return conv2d_unpack_sparse(g, sums, dw, db);
  }
}
CONVSCOPE_COLD_END

}  // namespace convscope::kernels
