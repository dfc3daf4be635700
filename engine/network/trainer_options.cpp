#include "engine/network/trainer_options.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/layers/options.hpp"

namespace convscope {
namespace {

constexpr OptionSchema below_one(std::string_view name, Text doc, double fallback) {
  OptionSchema option = real_option(name, doc, fallback, 0, 1);
  option.maximum_excluded = true;
  return option;
}

constexpr LayerSchema kTrainer = {
    .type = "Trainer",
    .doc = {"How the weights learn", "权重的学习方式"},
    .formula = {},
    .options = {
        {.name = "batch_size",
         .kind = OptionKind::Integer,
         .doc = {"Images in one step", "每一步使用的图像数"},
         .fallback = 64,
         .minimum = 1,
         .maximum = 4096},
        {.name = "optimizer",
         .kind = OptionKind::Choice,
         .doc = {"Rule that turns gradients into steps", "由梯度得到更新量的规则"},
         .fallback = "Adam",
         .choices = {"SGD", "RMSprop", "Adam", "AdamW"}},
        real_option("lr", {"Learning rate", "学习率"}, 1e-3, 0, 1e6),
        below_one("momentum",
                  {"Memory of SGD and RMSprop for earlier steps", "SGD 和 RMSprop 的动量"}, 0.9),
        {.name = "nesterov",
         .kind = OptionKind::Boolean,
         .doc = {"Look ahead along the momentum (SGD)", "Nesterov 动量（SGD）"},
         .fallback = false},
        real_option("weight_decay", {"Pull of the weights toward zero", "权重衰减"}, 0, 0, 1),
        below_one("alpha", {"Memory of RMSprop for the squared gradient", "RMSprop 的平方梯度系数"},
                  0.99),
        below_one("beta1", {"Memory of Adam for the gradient", "Adam 的一阶矩系数"}, 0.9),
        below_one("beta2", {"Memory of Adam for its square", "Adam 的二阶矩系数"}, 0.999),
        real_option("eps",
                    {"Added to the deviation that RMSprop and Adam divide by",
                     "RMSprop 和 Adam 的防除零常数"},
                    1e-8, 1e-16, 1),
        real_option("clip_grad_norm",
                    {"Largest norm of the gradient; 0: no limit", "梯度范数的上限；0 表示不限制"},
                    0, 0, 1e9),
        below_one("ema_decay",
                  {"Share of the average of the weights that a step keeps; "
                   "0: no average",
                   "权重滑动平均的保留比例；0 表示不做平均"},
                  0),
        {.name = "seed",
         .kind = OptionKind::Integer,
         .doc = {"Order of the images and their distortions", "图像顺序与增强的随机种子"},
         .fallback = 1,
         .minimum = 0,
         .maximum = 4294967295}}};

constexpr LayerSchema kAugment = {
    .type = "augment",
    .doc = {"Random distortions of the training images", "对训练图像的随机变形"},
    .formula = {},
    .options = {real_option("rotate_degrees", {"Rotation", "旋转（度）"}, 0, 0, 180),
                real_option("shift_pixels", {"Shift", "平移（像素）"}, 0, 0, 14),
                real_option("scale", {"Relative change of size", "缩放比例"}, 0, 0, 0.5),
                real_option("shear_degrees", {"Slant", "倾斜（度）"}, 0, 0, 45),
                real_option("elastic", {"Elastic displacement", "弹性形变（像素）"}, 0, 0, 8),
                real_option("thickness", {"Thickness of strokes", "笔画粗细（像素）"}, 0, 0, 3)}};

kernels::AugmentSettings parse_augment(const Json& json) {
  static constexpr LayerSchema kRules = without_texts(kAugment);
  const Options options("Trainer(augment)", kRules, json);
  const auto value = [&](const char* name) { return static_cast<float>(options.real(name)); };
  return {.rotate_degrees = value("rotate_degrees"),
          .shift_pixels = value("shift_pixels"),
          .scale = value("scale"),
          .shear_degrees = value("shear_degrees"),
          .elastic = value("elastic"),
          .thickness = value("thickness")};
}

/// Takes a nested object out of the options, which are checked without it.
Json take_object(Json& json, const char* key) {
  Json nested = json.contains(key) ? json[key] : Json::object();
  if (!nested.is_object()) {
    throw_error(ErrorCode::InvalidOption, {"Trainer: expected ", key, " to be an object"});
  }
  json.erase(key);
  return nested;
}

constexpr std::array<std::pair<std::string_view, OptimizerKind>, 4> kOptimizers{
    {{"SGD", OptimizerKind::SGD},
     {"RMSprop", OptimizerKind::RMSprop},
     {"Adam", OptimizerKind::Adam},
     {"AdamW", OptimizerKind::AdamW}}};

OptimizerKind optimizer_of(std::string_view name) {
  return std::ranges::find(kOptimizers, name, &std::pair<std::string_view, OptimizerKind>::first)
      ->second;
}

Json to_json(const kernels::AugmentSettings& augment) {
  Json json = Json::object();
  json.set("rotate_degrees", augment.rotate_degrees);
  json.set("shift_pixels", augment.shift_pixels);
  json.set("scale", augment.scale);
  json.set("shear_degrees", augment.shear_degrees);
  json.set("elastic", augment.elastic);
  json.set("thickness", augment.thickness);
  return json;
}

}  // namespace

const LayerSchema& documented_trainer_schema() {
  return kTrainer;
}

const LayerSchema& documented_augment_schema() {
  return kAugment;
}

TrainerOptions parse_trainer_options(std::string_view text) {
  Json json = parse_json(text).value_or(Json());
  if (!json.is_object()) {
    throw_error(ErrorCode::InvalidOption, {"Trainer: expected a JSON object of options"});
  }
  const Json augment = take_object(json, "augment");
  const Json schedule = take_object(json, "schedule");
  if (!json.contains("momentum") && json["optimizer"].is("RMSprop")) {
    json.set("momentum", 0);
  }
  static constexpr LayerSchema kRules = without_texts(kTrainer);
  const Options options("Trainer", kRules, json);
  return {.batch_size = options.integer("batch_size"),
          .optimizer = optimizer_of(options.choice("optimizer")),
          .lr = options.real("lr"),
          .weight_decay = options.real("weight_decay"),
          .momentum = options.real("momentum"),
          .nesterov = options.boolean("nesterov"),
          .alpha = options.real("alpha"),
          .beta1 = options.real("beta1"),
          .beta2 = options.real("beta2"),
          .eps = options.real("eps"),
          .schedule = parse_schedule(schedule),
          .clip_grad_norm = options.real("clip_grad_norm"),
          .ema_decay = options.real("ema_decay"),
          .seed = static_cast<std::uint64_t>(options.integer("seed")),
          .augment = parse_augment(augment)};
}

Json to_json(const TrainerOptions& options) {
  const auto name = [&](const auto& entry) { return entry.second == options.optimizer; };
  Json json = Json::object();
  json.set("batch_size", options.batch_size);
  json.set("optimizer", std::ranges::find_if(kOptimizers, name)->first);
  json.set("lr", options.lr);
  json.set("weight_decay", options.weight_decay);
  json.set("momentum", options.momentum);
  json.set("nesterov", options.nesterov);
  json.set("alpha", options.alpha);
  json.set("beta1", options.beta1);
  json.set("beta2", options.beta2);
  json.set("eps", options.eps);
  json.set("schedule", to_json(options.schedule));
  json.set("clip_grad_norm", options.clip_grad_norm);
  json.set("ema_decay", options.ema_decay);
  json.set("seed", options.seed);
  json.set("augment", to_json(options.augment));
  return json;
}

}  // namespace convscope
