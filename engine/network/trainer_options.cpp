#include "engine/network/trainer_options.hpp"

#include "engine/core/error.hpp"
#include "engine/layers/options.hpp"

namespace convscope {
namespace {

OptionSchema real(std::string_view name, Text doc, double fallback, double minimum,
                  double maximum) {
  return {.name = name,
          .kind = OptionKind::Real,
          .doc = doc,
          .fallback = fallback,
          .minimum = minimum,
          .maximum = maximum};
}

OptionSchema below_one(std::string_view name, Text doc, double fallback) {
  OptionSchema option = real(name, doc, fallback, 0, 1);
  option.maximum_included = false;
  return option;
}

LayerSchema make_trainer_schema() {
  return {
      .type = "Trainer",
      .doc = {"How the weights learn", "权重的学习方式"},
      .formula = {},
      .options = {{.name = "batch_size",
                   .kind = OptionKind::Integer,
                   .doc = {"Images in one step", "每一步使用的图像数"},
                   .fallback = 64,
                   .minimum = 1,
                   .maximum = 4096},
                  {.name = "optimizer",
                   .kind = OptionKind::Choice,
                   .doc = {"Rule that turns gradients into steps", "由梯度得到更新量的规则"},
                   .fallback = "Adam",
                   .choices = {"SGD", "Adam"}},
                  real("lr", {"Learning rate", "学习率"}, 1e-3, 0, 1e6),
                  below_one("momentum", {"Memory of SGD for earlier steps", "SGD 的动量"}, 0.9),
                  real("weight_decay", {"Pull of the weights toward zero", "权重衰减"}, 0, 0, 1),
                  below_one("beta1", {"Memory of Adam for the gradient", "Adam 的一阶矩系数"}, 0.9),
                  below_one("beta2", {"Memory of Adam for its square", "Adam 的二阶矩系数"}, 0.999),
                  real("eps", {"Smallest deviation that Adam divides by", "Adam 的防除零常数"},
                       1e-8, 1e-16, 1),
                  {.name = "seed",
                   .kind = OptionKind::Integer,
                   .doc = {"Order of the images and their distortions", "图像顺序与增强的随机种子"},
                   .fallback = 1,
                   .minimum = 0,
                   .maximum = 4294967295}}};
}

LayerSchema make_augment_schema() {
  return {.type = "augment",
          .doc = {"Random distortions of the training images", "对训练图像的随机变形"},
          .formula = {},
          .options = {real("rotate_degrees", {"Rotation", "旋转（度）"}, 0, 0, 180),
                      real("shift_pixels", {"Shift", "平移（像素）"}, 0, 0, 14),
                      real("scale", {"Relative change of size", "缩放比例"}, 0, 0, 0.5),
                      real("shear_degrees", {"Slant", "倾斜（度）"}, 0, 0, 45),
                      real("elastic", {"Elastic displacement", "弹性形变（像素）"}, 0, 0, 8),
                      real("thickness", {"Thickness of strokes", "笔画粗细（像素）"}, 0, 0, 3)}};
}

kernels::AugmentSettings parse_augment(const Json& json) {
  const Options options("Trainer(augment)", augment_schema(), json);
  const auto value = [&](const char* name) { return static_cast<float>(options.real(name)); };
  return {.rotate_degrees = value("rotate_degrees"),
          .shift_pixels = value("shift_pixels"),
          .scale = value("scale"),
          .shear_degrees = value("shear_degrees"),
          .elastic = value("elastic"),
          .thickness = value("thickness")};
}

}  // namespace

const LayerSchema& trainer_schema() {
  static const LayerSchema schema = make_trainer_schema();
  return schema;
}

const LayerSchema& augment_schema() {
  static const LayerSchema schema = make_augment_schema();
  return schema;
}

TrainerOptions parse_trainer_options(std::string_view text) {
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) {
    throw Error(ErrorCode::InvalidOption, "Trainer: expected a JSON object of options");
  }
  Json augment = json.contains("augment") ? json["augment"] : Json::object();
  if (!augment.is_object()) {
    throw Error(ErrorCode::InvalidOption, "Trainer: expected augment to be an object");
  }
  json.erase("augment");
  const Options options("Trainer", trainer_schema(), json);
  return {
      .batch_size = options.integer("batch_size"),
      .optimizer = options.choice("optimizer") == "SGD" ? OptimizerKind::SGD : OptimizerKind::Adam,
      .momentum = options.real("momentum"),
      .adam = {.lr = options.real("lr"),
               .beta1 = options.real("beta1"),
               .beta2 = options.real("beta2"),
               .eps = options.real("eps"),
               .weight_decay = options.real("weight_decay")},
      .seed = static_cast<std::uint64_t>(options.integer("seed")),
      .augment = parse_augment(augment)};
}

}  // namespace convscope
