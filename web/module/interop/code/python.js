/** What Python programs for all frameworks share: literals, names, and the parts around the network. */

/** @typedef {import('../../engine/network.js').LayerInfo} LayerInfo */
/** @typedef {import('../../engine/network.js').NetworkSummary} NetworkSummary */
/** @typedef {import('../../engine/trainer.js').TrainerOptions} TrainerOptions */
/** @typedef {import('../../engine/trainer.js').Schedule} Schedule */

/** Python's keywords, and what the programs call their own things. */
const RESERVED = new Set(
  `False None True and as assert async await break class continue def del elif else except finally
  for from global if import in is lambda nonlocal not or pass raise return try while with yield
  match case type self inputs torch nn functional paddle keras numpy math json struct np argparse
  training forward train eval float double half bfloat16 cuda cpu to apply state_dict parameters
  children modules buffers name dtype layers create_parameter full_name clear_gradients astype
  compile requires_grad_ share_memory register_buffer register_parameter add_module ipu xpu
  zero_grad load_state_dict named_parameters sublayers add_sublayer int str range list zip super
  print len open max min weights losses metrics optimizer loss path variables trainable input output
  built call build fit predict evaluate summary save export outputs jit_compile run_eagerly
  stop_training supports_masking metrics_names trainable_weights trainable_variables`.split(/\s+/),
);

/**
 * A name for each layer that Python takes, the layer's own wherever it can be.
 *
 * @param {LayerInfo[]} layers
 * @returns {Map<string, string>} by the layer's name; "input" is called inputs
 */
export function identifiers(layers) {
  const taken = new Set([...RESERVED, ...layers.map(({ name }) => name)]);
  const names = new Map([['input', 'inputs']]);
  for (const { name } of layers) {
    const fits = /^[A-Za-z]\w*$/.test(name) && !RESERVED.has(name);
    const stem = `layer_${name.replace(/\W/g, '_')}`;
    let own = fits ? name : stem;
    for (let count = 2; !fits && taken.has(own); ++count) own = `${stem}_${count}`;
    taken.add(own);
    names.set(name, own);
  }
  return names;
}

/**
 * @param {unknown} value
 * @returns {string} numbers and texts of JSON as Python writes them, lists as tuples
 */
export function literal(value) {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null) return 'None';
  if (Array.isArray(value)) {
    return `(${value.map(literal).join(', ')}${value.length === 1 ? ',' : ''})`;
  }
  return JSON.stringify(value);
}

/** A number for both axes if they are alike. @param {unknown} value */
export function size(value) {
  const list = Array.isArray(value) ? value : [value];
  return list.every((one) => one === list[0]) ? list[0] : value;
}

/**
 * A call that leaves out what is as the framework has it anyway.
 *
 * @param {string} callee
 * @param {unknown[]} positional
 * @param {Record<string, [value: unknown, usual: unknown]>} [named]
 */
export function call(callee, positional, named = {}) {
  const rest = Object.entries(named)
    .filter(([, [value, usual]]) => JSON.stringify(value) !== JSON.stringify(usual))
    .map(([name, [value]]) => `${name}=${literal(value)}`);
  return `${callee}(${[...positional.map(literal), ...rest].join(', ')})`;
}

/** @param {string} text @param {number} depth of four spaces */
export const indent = (text, depth) => text.replace(/^(?=.)/gm, ' '.repeat(4 * depth));

/**
 * A layer in a program: what makes its module, null if there is none, and the expression for its
 * output.
 *
 * @typedef {object} Emitted
 * @property {string | null} module
 * @property {(self: string, inputs: string[]) => string} apply
 */

/** What stands around the layers. */
const FORWARD = {
  method: 'forward',
  before: '',
  after: (/** @type {string} */ output) => output,
};

/**
 * The network as a class whose modules are called like the layers.
 *
 * @param {NetworkSummary} info
 * @param {Map<string, string>} names
 * @param {string} base class
 * @param {(layer: LayerInfo) => Emitted} emit
 * @param {{method: string, before: string, after: (output: string) => string}} [frame]
 */
export function classSource({ layers }, names, base, emit, frame = FORWARD) {
  const made = [];
  const run = [];
  for (const layer of layers) {
    const { module, apply } = emit(layer);
    const own = names.get(layer.name) ?? '';
    const inputs = layer.inputs.map((name) => names.get(name) ?? '');
    if (module) made.push(`self.${own} = ${module}`);
    run.push(`${own} = ${apply(`self.${own}`, inputs)}`);
  }
  return `
class Network(${base}):
    def __init__(self):
        super().__init__()
${indent(made.join('\n') || 'pass', 2)}

    def ${frame.method}(self, inputs):
${frame.before}${indent(run.join('\n'), 2)}
        return ${frame.after(names.get(layers[layers.length - 1].name) ?? '')}
`;
}

/** @param {NetworkSummary} info @param {Map<string, string>} names */
export function renamedSource({ layers }, names) {
  const renamed = layers
    .map(({ name }) => [name, names.get(name)])
    .filter(([name, own]) => name !== own)
    .map(([name, own]) => `"${name}": "${own}"`);
  return `
# Layers whose names Python does not take, and their names here.
RENAMED = {${renamed.join(', ')}}
`;
}

/** Reads the weights: the format is 8 bytes of header length, a JSON header and the values. */
export const READ_SAFETENSORS = `
def read_safetensors(path):
    """Arrays by name, of a file with float32 values."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    arrays = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        arrays[name] = np.frombuffer(data[begin:end], "<f4").reshape(entry["shape"]).copy()
    return arrays
`;

/** The engine's curves. @type {Record<NonNullable<Schedule['type']>, string>} */
const CURVES = {
  constant: 'rate = LEARNING_RATE',
  step: 'rate = LEARNING_RATE * s["gamma"] ** (step // s["step_size"])',
  cosine: `share = min(step, s["total_steps"]) / s["total_steps"]
rate = anneal(LEARNING_RATE, s["final_lr"], share)`,
  one_cycle: `start = LEARNING_RATE / s["start_div"]
last = s["total_steps"] - 1
top = s["warmup_share"] * s["total_steps"] - 1
at = min(step, last)
if at <= top and top > 0:
    rate = anneal(start, LEARNING_RATE, at / top)
elif last > top:
    rate = anneal(LEARNING_RATE, start / s["final_div"], (at - top) / (last - top))
else:
    rate = LEARNING_RATE`,
};

/** @param {Schedule} schedule with all its options @param {number} rate */
export function scheduleSource(schedule, rate) {
  const { type = 'constant', ...options } = schedule;
  const entries = Object.entries(options).map(([key, value]) => `"${key}": ${literal(value)}`);
  return `
LEARNING_RATE = ${literal(rate)}
SCHEDULE = {${entries.join(', ')}}


def anneal(start, end, share):
    """From start to end along half a cosine."""
    return end + (start - end) * (1 + math.cos(math.pi * share)) / 2


def learning_rate(step):
    """Of a step, counted from 0."""
    s = SCHEDULE
${indent(CURVES[type], 1)}
    if step < s["warmup_steps"]:
        rate *= (step + 1) / (s["warmup_steps"] + 1)
    return rate
`;
}

/** The engine's own defaults, for options that are left out. @type {Required<Schedule>} */
const SCHEDULE = {
  type: 'constant',
  warmup_steps: 0,
  step_size: 1000,
  gamma: 0.1,
  total_steps: 1000,
  final_lr: 0,
  warmup_share: 0.3,
  start_div: 25,
  final_div: 10000,
};

/** @typedef {Required<Omit<TrainerOptions, 'schedule' | 'augment'>> & {schedule: Required<Schedule>}} FullOptions */

/** @param {TrainerOptions} options @returns {FullOptions} */
export const fullOptions = ({ schedule, augment: _augment, ...options }) => ({
  ...{ batch_size: 64, optimizer: 'Adam', lr: 0.001, momentum: 0.9, nesterov: false },
  ...{ weight_decay: 0, alpha: 0.99, beta1: 0.9, beta2: 0.999, eps: 1e-8 },
  ...{ clip_grad_norm: 0, ema_decay: 0, seed: 1 },
  ...options,
  schedule: { ...SCHEDULE, ...schedule },
});

/** The command line: data as NumPy files. @param {string} name of the program */
export const mainSource = (name) => `
def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("images", help="a .npy file: (N, C, H, W) or (N, F), from 0 to 1")
    parser.add_argument("targets", nargs="?", help="a .npy file of labels or targets; trains")
    parser.add_argument("--weights", default="weights.safetensors")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--out", default="outputs.npy")
    options = parser.parse_args()
    model = build(options.weights)
    images = np.load(options.images).astype("float32")
    if options.targets:
        train(model, images, np.load(options.targets), options.epochs)
    np.save(options.out, predict(model, images))
    print(f"${name}: outputs of {len(images)} inputs are in {options.out}")


if __name__ == "__main__":
    main()
`;
