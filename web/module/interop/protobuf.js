/**
 * Messages of protocol buffers by tables of their fields. The only file that knows the library;
 * reading takes time and memory in proportion to the file, whatever is in it.
 */

import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { ConvscopeError } from '../errors.js';

/** @typedef {'int32' | 'int64' | 'float' | 'double' | 'string' | 'bytes'} Scalar */

/**
 * A field: its number, its type (a scalar, or a function that gives the table of a message) and
 * whether it is a list.
 *
 * @typedef {[number: number, type: Scalar | (() => MessageType), list?: 'list']} Field
 */

/** @typedef {Record<string, Field>} MessageType */

/** @typedef {Record<string, any>} Message */

/** Values other than the elements of packed numbers that one file may hold. */
const MOST_ITEMS = 1 << 18;

/** @type {Record<Scalar, WireType>} */
const wireTypes = {
  int32: WireType.Varint,
  int64: WireType.Varint,
  float: WireType.Bit32,
  double: WireType.Bit64,
  string: WireType.LengthDelimited,
  bytes: WireType.LengthDelimited,
};

/** @param {Field} field */
const wireTypeOf = ([, type]) =>
  typeof type === 'function' ? WireType.LengthDelimited : wireTypes[type];

/** @param {Field} field */
const isPacked = (field) => field[2] === 'list' && wireTypeOf(field) !== WireType.LengthDelimited;

/**
 * @param {BinaryWriter} writer
 * @param {Field[1]} type
 * @param {any} value
 */
function writeValue(writer, type, value) {
  if (typeof type === 'string') {
    writer[type](/** @type {never} */ (value));
    return;
  }
  writer.fork();
  writeFields(writer, type(), value);
  writer.join();
}

/**
 * @param {BinaryWriter} writer
 * @param {Field} field
 * @param {any} value
 */
function writeField(writer, field, value) {
  const [number, type, list] = field;
  if (isPacked(field)) {
    writer.tag(number, WireType.LengthDelimited).fork();
    for (const one of value) writeValue(writer, type, one);
    writer.join();
    return;
  }
  for (const one of list ? value : [value]) {
    writer.tag(number, wireTypeOf(field));
    writeValue(writer, type, one);
  }
}

/**
 * @param {BinaryWriter} writer
 * @param {MessageType} type
 * @param {Message} message
 */
function writeFields(writer, type, message) {
  for (const [name, field] of Object.entries(type)) {
    if (message[name] !== undefined) writeField(writer, field, message[name]);
  }
}

/**
 * @param {MessageType} type
 * @param {Message} message fields left out are not written
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function encodeMessage(type, message) {
  const writer = new BinaryWriter();
  writeFields(writer, type, message);
  return writer.finish();
}

/** Reads one file; counts what it gives out. */
class Decoder {
  #items = 0;

  /** @param {MessageType} type @param {Uint8Array} bytes @returns {Message} */
  message(type, bytes) {
    const message = emptyMessage(type);
    const names = new Map(Object.entries(type).map(([name, field]) => [field[0], name]));
    const reader = new BinaryReader(bytes);
    while (reader.pos < reader.len) {
      const [number, wire] = reader.tag();
      const name = names.get(number);
      if (name === undefined) reader.skip(wire, number);
      else this.#field(reader, wire, type[name], name, message);
    }
    return message;
  }

  /**
   * @param {BinaryReader} reader
   * @param {WireType} wire
   * @param {Field} field
   * @param {string} name
   * @param {Message} message
   */
  #field(reader, wire, field, name, message) {
    const [, type, list] = field;
    if (wire === WireType.LengthDelimited && isPacked(field)) {
      this.#packed(reader.bytes(), type, message[name]);
      return;
    }
    if (wire !== wireTypeOf(field)) throw new Error(`field ${name} has wire type ${wire}`);
    this.#count();
    if (list) message[name].push(this.#value(reader, type));
    else if (typeof type === 'function' && message[name] !== undefined) {
      throw new Error(`field ${name} comes twice`);
    } else message[name] = this.#value(reader, type);
  }

  /** @param {BinaryReader} reader @param {Field[1]} type */
  #value(reader, type) {
    if (typeof type === 'function') return this.message(type(), reader.bytes());
    return type === 'int64' ? Number(reader.int64()) : reader[type]();
  }

  /** @param {Uint8Array} bytes @param {Field[1]} type @param {unknown[]} list */
  #packed(bytes, type, list) {
    const reader = new BinaryReader(bytes);
    // A varint of one byte becomes a number of eight; floats only double.
    const counted = type === 'int32' || type === 'int64';
    while (reader.pos < reader.len) {
      if (counted) this.#count();
      list.push(this.#value(reader, type));
    }
  }

  #count() {
    this.#items += 1;
    if (this.#items > MOST_ITEMS) throw new Error(`it holds more than ${MOST_ITEMS} values`);
  }
}

/** @param {MessageType} type @returns {Message} */
function emptyMessage(type) {
  /** @type {Message} */
  const message = {};
  for (const [name, [, kind, list]] of Object.entries(type)) {
    message[name] = list ? [] : emptyValue(kind);
  }
  return message;
}

/** @param {Field[1]} type */
function emptyValue(type) {
  if (typeof type === 'function' || type === 'bytes') return undefined;
  return type === 'string' ? '' : 0;
}

/**
 * Fields that the file does not have are 0, '', [] or, for messages and bytes, undefined. Bytes are
 * views of the file.
 *
 * @param {MessageType} type
 * @param {Uint8Array} bytes
 * @param {string} what to call the file when it cannot be read
 * @returns {Message}
 * @throws {ConvscopeError} InvalidModel
 */
export function decodeMessage(type, bytes, what) {
  try {
    return new Decoder().message(type, bytes);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new ConvscopeError('InvalidModel', `${what}: not readable: ${detail}`, { cause });
  }
}
