/**
 * Writes a network as an ONNX model. ONNX files are protocol buffers; the field numbers are those
 * of the onnx.proto of ONNX.
 */

import { Buffer } from 'node:buffer';

/** @typedef {import('./reference.js').LayerRecord} LayerRecord */

const opset = 13;
const irVersion = 8;
const floatType = 1;
const attributeTypes = { float: 1, int: 2, ints: 7 };

/** @param {number} value a whole number from 0 */
function varint(value) {
  const bytes = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}

/** @param {number} field @param {number} value */
const int = (field, value) => Buffer.concat([varint(field << 3), varint(value)]);

/** @param {number} field @param {Uint8Array | string} content */
function bytes(field, content) {
  const data = Buffer.from(/** @type {Uint8Array} */ (content));
  return Buffer.concat([varint((field << 3) | 2), varint(data.length), data]);
}

/** @param {number} field @param {Uint8Array[]} parts */
const message = (field, parts) => bytes(field, Buffer.concat(parts));

/** @param {number} field @param {number} value */
function float(field, value) {
  const data = Buffer.alloc(4);
  data.writeFloatLE(value);
  return Buffer.concat([varint((field << 3) | 5), data]);
}

/** @param {string} name @param {number | number[]} value whole numbers, or a list of them */
function attribute(name, value) {
  const list = Array.isArray(value);
  const values = list ? value.map((one) => int(8, one)) : [int(3, value)];
  const type = int(20, list ? attributeTypes.ints : attributeTypes.int);
  return message(5, [bytes(1, name), ...values, type]);
}

/** @param {string} name @param {number} value */
const floatAttribute = (name, value) =>
  message(5, [bytes(1, name), float(2, value), int(20, attributeTypes.float)]);

/**
 * @param {string} type
 * @param {string[]} inputs
 * @param {string} output
 * @param {Uint8Array[]} attributes
 */
const node = (type, inputs, output, attributes = []) =>
  message(1, [
    ...inputs.map((name) => bytes(1, name)),
    bytes(2, output),
    bytes(3, output),
    bytes(4, type),
    ...attributes,
  ]);

/** @param {string} name @param {number[]} shape @param {Float32Array} data */
const tensor = (name, shape, data) =>
  message(5, [
    ...shape.map((side) => int(1, side)),
    int(2, floatType),
    bytes(8, name),
    bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ]);

/** @param {number} field 11 for inputs, 12 for outputs @param {string} name @param {number[]} shape */
function valueInfo(field, name, shape) {
  const sides = shape.map((side) => message(1, [int(1, side)]));
  const tensorType = message(1, [int(1, floatType), message(2, sides)]);
  return message(field, [bytes(1, name), message(2, [tensorType])]);
}

/** @param {LayerRecord} layer @param {string} input @param {string[]} names of its tensors */
function layerNode({ name, type, options }, input, names) {
  const inputs = [input, ...names];
  const pair = (/** @type {unknown} */ value) => [value, value].flat().slice(0, 2).map(Number);
  switch (type) {
    case 'Conv2d': {
      const pads = pair(options.padding);
      return node('Conv', inputs, name, [
        attribute('kernel_shape', pair(options.kernel_size)),
        attribute('pads', [...pads, ...pads]),
      ]);
    }
    case 'MaxPool2d': {
      const size = pair(options.kernel_size);
      return node('MaxPool', inputs, name, [
        attribute('kernel_shape', size),
        attribute('strides', size),
      ]);
    }
    case 'BatchNorm2d':
      return node('BatchNormalization', inputs, name, [
        floatAttribute('epsilon', Number(options.eps)),
      ]);
    case 'ReLU':
      return node('Relu', inputs, name);
    case 'Flatten':
      return node('Flatten', inputs, name);
    case 'Dropout':
      return node('Identity', inputs, name);
    case 'Linear':
      return node('Gemm', inputs, name, [attribute('transB', 1)]);
    default:
      throw new Error(`there is no ONNX node for ${type}`);
  }
}

/**
 * @param {LayerRecord[]} layers a chain whose last layer gives logits
 * @param {number[]} input shape with the batch
 * @param {number} classes
 * @returns {Buffer} a model that gives class probabilities
 */
export function writeOnnx(layers, input, classes) {
  let last = 'input';
  const nodes = layers.map((layer) => {
    const names = layer.tensors.map(({ name }) => `${layer.name}.${name}`);
    const made = layerNode(layer, last, names);
    last = layer.name;
    return made;
  });
  const tensors = layers.flatMap((layer) =>
    layer.tensors.map(({ name, shape, data }) => tensor(`${layer.name}.${name}`, shape, data)),
  );
  const softmax = node('Softmax', [last], 'probabilities', [attribute('axis', 1)]);
  const graph = message(7, [
    ...nodes,
    softmax,
    bytes(2, 'network'),
    ...tensors,
    valueInfo(11, 'input', input),
    valueInfo(12, 'probabilities', [input[0], classes]),
  ]);
  return Buffer.concat([int(1, irVersion), graph, message(8, [bytes(1, ''), int(2, opset)])]);
}
