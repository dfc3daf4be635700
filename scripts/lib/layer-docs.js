/** @typedef {{ en: string, zh: string }} Text */

/**
 * @typedef {object} Option
 * @property {string} name
 * @property {string} kind
 * @property {Text} doc
 * @property {boolean} required
 * @property {unknown} [default]
 * @property {number} [min]
 * @property {number} [max]
 * @property {boolean} [maxExcluded]
 * @property {string[]} [values]
 */

/**
 * What the engine says about a layer, a loss or a group of options.
 * @typedef {object} Schema
 * @property {string} type
 * @property {Text} doc
 * @property {string} formula in TeX, may be empty as the next two
 * @property {string} size
 * @property {string} source
 * @property {{ min: number, max: number }} inputs
 * @property {Option[]} options
 */

/** @typedef {{ layers: Schema[], losses: Schema[], training: Schema[] }} Schemas */

const introduction = `# Layers, losses and options of training · 层、损失函数与训练选项

Written by \`npm run docs\` from the schemas in the engine's sources; a unit test fails when the two differ.

本文件由 \`npm run docs\` 根据引擎源码中的描述生成。`;

const kinds = `Kinds of options: \`int\`, \`float\`, \`bool\`, \`enum\` (one of the values), \`pair\` (a number or
\`[height, width]\`), \`padding\` (a number, \`[h, w]\`, \`[top, bottom, left, right]\`, \`"same"\` or \`"valid"\`),
\`axes\` (axes of (N, C, H, W)) and \`list\` (numbers).`;

/** @param {string} text */
const cell = (text) => text.replaceAll('|', '\\|');

/** @param {string} text */
const code = (text) => `\`${cell(text)}\``;

/** @param {Option} option */
function allowed({ values, min, max, maxExcluded }) {
  if (values) return values.map(code).join(', ');
  const below = maxExcluded ? 'below ' : '';
  if (min !== undefined && max !== undefined) return `${min} to ${below}${max}`;
  if (min !== undefined) return `≥ ${min}`;
  return max === undefined ? '' : `${maxExcluded ? '<' : '≤'} ${max}`;
}

/** @param {Option} option */
function optionRow(option) {
  const fallback = option.required ? 'required' : code(JSON.stringify(option.default));
  const { en, zh } = option.doc;
  const cells = [code(option.name), option.kind, fallback, allowed(option), cell(en), cell(zh)];
  return `| ${cells.join(' | ')} |`;
}

/** @param {Option[]} options */
function optionTable(options) {
  if (options.length === 0) return 'No options. 没有选项。';
  const head = '| option | kind | default | allowed | meaning | 含义 |\n|---|---|---|---|---|---|';
  return [head, ...options.map(optionRow)].join('\n');
}

/**
 * A block of its own, as Markdown would take the backslashes out of a formula between dollar signs.
 * @param {string} tex
 */
const formula = (tex) => tex && `\`\`\`math\n${tex}\n\`\`\``;

/** @param {{ min: number, max: number }} inputs */
function inputCount({ min, max }) {
  return `Inputs · 输入数: ${min === max ? min : `${min} to ${max}`}`;
}

/** @param {Schema} schema */
function section(schema) {
  return [
    `### ${schema.type}`,
    `${schema.doc.en}.`,
    `${schema.doc.zh}。`,
    formula(schema.formula),
    formula(schema.size),
    schema.source && `Source · 出处: ${schema.source}`,
    optionTable(schema.options),
  ];
}

const sameSize = String.raw`\text{output shape} = \text{input shape}`;

/** @param {Schema} schema */
function layerSection(schema) {
  const size = schema.size || sameSize;
  const [title, en, zh, ...rest] = section({ ...schema, size });
  return [title, en, zh, inputCount(schema.inputs), ...rest];
}

/** @param {Schema[]} schemas */
const links = (schemas) =>
  schemas.map(({ type }) => `[${type}](#${type.toLowerCase()})`).join(' · ');

/**
 * The engine's reference in Markdown.
 * @param {Schemas} schemas
 */
export function layerDocs({ layers, losses, training }) {
  const blocks = [
    introduction,
    links([...layers, ...losses, ...training]),
    kinds,
    '## Layers · 层',
    ...layers.flatMap(layerSection),
    '## Losses · 损失函数',
    ...losses.flatMap(section),
    '## Training · 训练',
    ...training.flatMap(section),
  ];
  return `${blocks.filter(Boolean).join('\n\n')}\n`;
}
