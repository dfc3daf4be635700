/** Reads an ONNX file and checks its frame: versions, tensors, the one input and the output. */

import { decodeMessage } from '../protobuf.js';
import { Node } from './node.js';
import { rejectModel } from './refusal.js';
import { DATA_TYPES, modelProto } from './schema.js';
import { checkTensor, constantOf } from './tensors.js';

/** @typedef {import('../protobuf.js').Message} Message */
/** @typedef {import('./tensors.js').Constant} Constant */

/**
 * @typedef {object} Model
 * @property {number} opset version of the operators
 * @property {Node[]} nodes those that the output depends on, in order
 * @property {Map<string, Constant>} constants initialisers by name
 * @property {string} input
 * @property {number[]} inputShape without the batch
 * @property {number} batch 0 if it may be any
 * @property {string} output
 */

/**
 * @typedef {object} ImportOptions
 * @property {number[]} [inputShape] without the batch, [C, H, W] or [F]; wanted where the model does
 *   not say it
 * @property {string} [output] name of the output to compute, where the model has several
 */

/** The versions whose operators are known. */
const OPSETS = { lowest: 7, highest: 26 };
const MOST_EXTENT = 65536;

/** @param {Message} model */
function opsetOf({ opsetImport }) {
  const standard = opsetImport.find(
    (/** @type {Message} */ { domain }) => domain === '' || domain === 'ai.onnx',
  );
  const version = standard?.version ?? 0;
  const { lowest, highest } = OPSETS;
  if (version < lowest || version > highest) {
    rejectModel(`expected operators of version ${lowest} to ${highest} (opset), got ${version}`);
  }
  return version;
}

/** @param {Message} graph @param {Map<string, Constant>} constants @param {ImportOptions} options */
function inputOf(graph, constants, options) {
  // Older files list their initialisers among the inputs.
  const inputs = graph.input.filter((/** @type {Message} */ { name }) => !constants.has(name));
  if (inputs.length !== 1) {
    const names = inputs.map((/** @type {Message} */ { name }) => name).join(', ');
    rejectModel(`expected one input besides initialisers, got ${inputs.length} (${names})`);
  }
  const [{ name, type }] = inputs;
  const tensor = type?.tensorType;
  if (tensor && tensor.elemType !== DATA_TYPES.FLOAT) {
    rejectModel(`input ${name}: expected float32, got the type ${tensor.elemType}`);
  }
  const dims = (tensor?.shape?.dim ?? []).map((/** @type {Message} */ { dimValue }) => dimValue);
  const inputShape = options.inputShape ?? dims.slice(1);
  checkInput(name, dims, inputShape);
  return { input: name, inputShape, batch: dims[0] ?? 0 };
}

/** @param {string} name @param {number[]} dims @param {number[]} shape */
function checkInput(name, dims, shape) {
  if (shape.length !== 1 && shape.length !== 3) {
    rejectModel(`input ${name}: expected (N, C, H, W) or (N, F), got [${dims}]`);
  }
  const fits = shape.every((one) => Number.isInteger(one) && one >= 1 && one <= MOST_EXTENT);
  if (!fits) {
    const wanted = 'expected extents from 1 to 65536 (or inputShape as an option)';
    rejectModel(`input ${name}: ${wanted}, got [${shape}]`);
  }
}

/** @param {Message} graph @param {ImportOptions} options @returns {string} */
function outputOf(graph, { output }) {
  const names = graph.output.map((/** @type {Message} */ { name }) => name);
  if (output !== undefined && names.includes(output)) return output;
  if (output === undefined && names.length === 1) return names[0];
  const wanted = output === undefined ? 'one output, or its name as an option' : output;
  rejectModel(`expected ${wanted}, got the outputs ${names.join(', ')}`);
}

/** @param {Node[]} nodes @param {Map<string, Constant>} constants */
function checkGivers(nodes, constants) {
  const given = new Set(constants.keys());
  for (const name of nodes.flatMap(({ outputs }) => outputs).filter((one) => one !== '')) {
    if (given.has(name)) rejectModel(`value ${name}: expected one node to give it, got two`);
    given.add(name);
  }
}

/**
 * The nodes that a value depends on.
 *
 * @param {Node[]} nodes
 * @param {string} output
 */
export function neededNodes(nodes, output) {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  /** @type {Set<Node>} */
  const needed = new Set();
  const waiting = [output];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const node = producers.get(name);
    if (!node || needed.has(node)) continue;
    needed.add(node);
    for (const input of node.inputs) waiting.push(input);
  }
  return nodes.filter((node) => needed.has(node));
}

/**
 * @param {Uint8Array} file
 * @param {ImportOptions} options
 * @returns {Model}
 * @throws {ConvscopeError} InvalidModel
 */
export function readModel(file, options) {
  const message = decodeMessage(modelProto, file, 'ONNX');
  const { graph, irVersion } = message;
  if (irVersion < 3 || !graph) {
    rejectModel(`expected a model of version 3 or newer with a graph, got version ${irVersion}`);
  }
  const opset = opsetOf(message);
  /** @type {Map<string, Constant>} */
  const constants = new Map();
  for (const tensor of graph.initializer) {
    checkTensor(tensor);
    constants.set(tensor.name, constantOf(tensor));
  }
  const output = outputOf(graph, options);
  const nodes = graph.node.map(
    (/** @type {Message} */ proto, /** @type {number} */ index) => new Node(proto, index),
  );
  checkGivers(nodes, constants);
  return {
    opset,
    nodes: neededNodes(nodes, output),
    constants,
    ...inputOf(graph, constants, options),
    output,
  };
}
