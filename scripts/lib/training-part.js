/**
 * What of the engine belongs to its training part, which a page that only predicts never loads:
 * functions with these names, and those that nobody else calls. Everything else is the core. A test
 * predicts with the core alone, through every layer.
 */

import { readable } from './wasm-functions.js';

/** Learning: gradients, optimisers, losses, data sets, and keeping what was learnt. */
const LEARNING =
  /backward|backpropagate|Optimizer|Trainer|Training|[Dd]ataset|evaluate|::judge\(|commit_statistics|draw_mask|Handle::reinitialize|create_trainer|save_weights|check_trainer_options|set_threads/;

/** Looking inside: the arithmetic of a value, where it comes from, and what moves it. */
const LOOKING =
  /explain|source_group|list_sources|trace_|excite|grad_cam|propagate_|aim_at_labels|gradient_norm|statistics\(int|relative_slope/;

/** A transposed convolution predicts by what is another one's gradient. */
const PREDICTING = /conv2d_(backward_input|pack_backward)|backward_input_image/;

/** What the core calls in training only. */
const IN_TRAINING = /draw_mask/;

/** Embind asks for these at the start, whatever they are for. */
const BORDER = /emscripten::internal|embind_/;

/** @param {string} name */
function wanted(name) {
  const said = readable(name);
  if (BORDER.test(said) || PREDICTING.test(said)) return false;
  return LEARNING.test(said) || LOOKING.test(said);
}

/**
 * @param {import('./wasm-functions.js').Functions} functions
 * @returns {string[]} names as they came
 */
export function trainingPart({ calls, roots }) {
  /** @type {Set<string>} */
  const core = new Set();
  const waiting = [...roots];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const called = calls.get(name);
    if (!called || core.has(name) || wanted(name)) continue;
    core.add(name);
    waiting.push(...called);
  }
  checkCore(core, calls);
  return [...calls.keys()].filter((name) => !core.has(name));
}

/**
 * The core must get along by itself, but for the border, which lets go of trainers too.
 *
 * @param {Set<string>} core
 * @param {Map<string, Set<string>>} calls
 */
function checkCore(core, calls) {
  for (const name of core) {
    if (BORDER.test(readable(name))) continue;
    const called = [...(calls.get(name) ?? [])];
    const lacking = called.find(
      (one) => calls.has(one) && !core.has(one) && !IN_TRAINING.test(readable(one)),
    );
    if (lacking) {
      throw new Error(
        `the core's ${readable(name)} calls the training part's ${readable(lacking)}`,
      );
    }
  }
}
