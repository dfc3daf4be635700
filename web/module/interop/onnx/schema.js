/** The parts of onnx.proto that convscope reads and writes, and the numbers that it uses. */

/** @typedef {import('../protobuf.js').MessageType} MessageType */

/** Written by convscope: Gelu came with this opset. */
export const OPSET = 20;
/** The version of the format that goes with it. */
export const IR_VERSION = 9;

/** Of TensorProto.DataType. */
export const DATA_TYPES = /** @type {const} */ ({
  ...{ FLOAT: 1, INT32: 6, INT64: 7, BOOL: 9, FLOAT16: 10, DOUBLE: 11, BFLOAT16: 16 },
});

/** Of AttributeProto.AttributeType. */
export const ATTRIBUTE_TYPES = /** @type {const} */ ({
  FLOAT: 1,
  INT: 2,
  STRING: 3,
  TENSOR: 4,
  FLOATS: 6,
  INTS: 7,
});

/** @type {MessageType} */
export const tensorProto = {
  dims: [1, 'int64', 'list'],
  dataType: [2, 'int32'],
  floatData: [4, 'float', 'list'],
  int32Data: [5, 'int32', 'list'],
  int64Data: [7, 'int64', 'list'],
  name: [8, 'string'],
  rawData: [9, 'bytes'],
  doubleData: [10, 'double', 'list'],
  dataLocation: [14, 'int32'],
};

/** @type {MessageType} */
export const attributeProto = {
  name: [1, 'string'],
  f: [2, 'float'],
  i: [3, 'int64'],
  s: [4, 'bytes'],
  t: [5, () => tensorProto],
  floats: [7, 'float', 'list'],
  ints: [8, 'int64', 'list'],
  type: [20, 'int32'],
};

/** @type {MessageType} */
export const nodeProto = {
  input: [1, 'string', 'list'],
  output: [2, 'string', 'list'],
  name: [3, 'string'],
  opType: [4, 'string'],
  attribute: [5, () => attributeProto, 'list'],
  domain: [7, 'string'],
};

/** @type {MessageType} */
const dimensionProto = { dimValue: [1, 'int64'], dimParam: [2, 'string'] };
/** @type {MessageType} */
const shapeProto = { dim: [1, () => dimensionProto, 'list'] };
/** @type {MessageType} */
const tensorTypeProto = { elemType: [1, 'int32'], shape: [2, () => shapeProto] };
/** @type {MessageType} */
const typeProto = { tensorType: [1, () => tensorTypeProto] };
/** @type {MessageType} */
export const valueInfoProto = { name: [1, 'string'], type: [2, () => typeProto] };

/** @type {MessageType} */
export const graphProto = {
  node: [1, () => nodeProto, 'list'],
  name: [2, 'string'],
  initializer: [5, () => tensorProto, 'list'],
  input: [11, () => valueInfoProto, 'list'],
  output: [12, () => valueInfoProto, 'list'],
};

/** @type {MessageType} */
const operatorSetProto = { domain: [1, 'string'], version: [2, 'int64'] };

/** @type {MessageType} */
export const modelProto = {
  irVersion: [1, 'int64'],
  producerName: [2, 'string'],
  producerVersion: [3, 'string'],
  graph: [7, () => graphProto],
  opsetImport: [8, () => operatorSetProto, 'list'],
};
