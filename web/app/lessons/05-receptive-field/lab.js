import { html, nothing } from 'lit';
import { figure, selectField } from '../kit/controls.js';
import { LabElement } from '../kit/lab.js';
import { build, effects, KINDS, layersOf, SIDE, STACKS, sources } from './model.js';

/** @typedef {import('./model.js').Grid} Grid */
/** @typedef {import('./model.js').Kind} Kind */
/** @typedef {import('../kit/engine.js').Networks} Networks */
/** @typedef {ReturnType<typeof build>} Network */

/** Layers of a stack of one's own. */
const MOST = 4;

/** A unit of a layer, or of the input (-1). @typedef {{layer: number, y: number, x: number}} Chosen */

/** Choose a unit, and what it sees lights up; choose a pixel, and what it moves does. */
export class ReceptiveFieldLab extends LabElement {
  /** @override */
  static properties = {
    ...LabElement.properties,
    stack: { state: true },
    chosen: { state: true },
  };

  constructor() {
    super();
    this.stack = STACKS.two;
    /** @type {Chosen} */
    this.chosen = { layer: this.stack.length - 1, y: 5, x: 5 };
  }

  /** @param {Kind[]} stack */
  change(stack) {
    this.stack = stack;
    this.chosen = { layer: stack.length - 1, y: 0, x: 0 };
  }

  /** @override */
  get playground() {
    return {
      description: {
        input: [1, 28, 28],
        layers: [
          ...layersOf(this.stack).map((layer) =>
            layer.type === 'Conv2d' ? { ...layer, out_channels: 8, bias: true } : layer,
          ),
          { type: 'Flatten', name: 'flatten' },
          { type: 'Linear', name: 'fc', out_features: 10 },
        ],
      },
    };
  }

  /** @param {Networks} networks @param {any} words @override */
  lab(networks, words) {
    return html`${this.controls(words)} ${this.shown(networks, words)}`;
  }

  /** What the engine refuses must not take the controls away. @param {Networks} networks @param {any} words */
  shown(networks, words) {
    try {
      return this.maps(build(networks, this.stack), words);
    } catch (error) {
      return html`<p role="alert">${words.tooDeep}
        <code>${/** @type {Error} */ (error).message}</code></p>`;
    }
  }

  /** @param {any} words */
  controls(words) {
    const own = JSON.stringify(this.stack);
    const known = Object.keys(STACKS).find((name) => JSON.stringify(STACKS[name]) === own);
    const presets = [...Object.keys(STACKS), ...(known ? [] : ['own'])].map(
      (name) => /** @type {const} */ ([name, String(words.stacks[name])]),
    );
    const kinds = /** @type {Kind[]} */ (Object.keys(KINDS));
    const choices = kinds.map((kind) => /** @type {const} */ ([kind, String(words.kinds[kind])]));
    return html`<div class="lab-controls">
      ${selectField(
        words.stack,
        known ?? 'own',
        presets,
        (name) => this.change(STACKS[name] ?? this.stack),
        'stack',
      )}
      ${this.stack.map((kind, index) =>
        selectField(
          words.layer(index + 1),
          kind,
          choices,
          (chosen) => this.change(this.stack.with(index, chosen)),
          `layer-${index}`,
        ),
      )}
      <button
        type="button"
        class="button small add"
        ?disabled=${this.stack.length >= MOST}
        @click=${() => this.change([...this.stack, 'conv3'])}
      >${words.add}</button>
      <button
        type="button"
        class="button small remove"
        ?disabled=${this.stack.length <= 1}
        @click=${() => this.change(this.stack.slice(0, -1))}
      >${words.remove}</button>
    </div>`;
  }

  /** @param {Network} network @param {any} words */
  maps(network, words) {
    const { chosen } = this;
    const lit = chosen.layer < 0 ? effects(network, chosen) : sources(network, chosen);
    const input = { height: SIDE, width: SIDE };
    return html`<div class="lab-grids">
        ${this.map(words.input, -1, input, lit)}
        ${network.info.layers.map(({ index, outputShape: [, height, width] }) =>
          this.map(
            `${index + 1}. ${words.kinds[this.stack[index]]}`,
            index,
            { height, width },
            lit,
          ),
        )}
      </div>
      <p class="lab-verdict" aria-live="polite">
        ${chosen.layer < 0 ? this.reach(network, words, lit) : this.field(network, words, lit)}
      </p>
      <p class="lab-hint">${words.hint}</p>`;
  }

  /**
   * @param {string} title
   * @param {number} layer
   * @param {{height: number, width: number}} size
   * @param {Map<number, Grid>} lit
   */
  map(title, layer, { height, width }, lit) {
    const { chosen } = this;
    const dark = { height, width, data: Array.from({ length: height * width }, () => 0) };
    const isHere = chosen.layer === layer;
    return figure(
      html`${title} <small>· ${height} × ${width}</small>`,
      html`<conv-grid
        class="tiny-cells"
        data-grid="layer-${layer}"
        selectable
        textless
        .label=${title}
        .value=${lit.get(layer) ?? dark}
        .limit=${1}
        .box=${isHere ? { y: chosen.y, x: chosen.x, height: 1, width: 1 } : null}
        @select-cell=${(/** @type {CustomEvent} */ { detail }) => {
          this.chosen = { layer, y: detail.y, x: detail.x };
        }}
      ></conv-grid>`,
    );
  }

  /** @param {Network} network @param {any} words @param {Map<number, Grid>} lit */
  field(network, words, lit) {
    const [rows, columns] = network.info.layers[this.chosen.layer].receptiveField.size;
    return html`${words.sees}<b data-figure="field">${rows} × ${columns}</b><span data-figure="seen">${words.pixels(count(lit.get(-1)))}</span>`;
  }

  /** @param {Network} network @param {any} words @param {Map<number, Grid>} lit */
  reach(network, words, lit) {
    return html`${words.moves}${network.info.layers.map(
      ({ index }) => html`${index > 0 ? words.separator : nothing}${words.layer(index + 1)}
          <b data-figure="moved-${index}">${count(lit.get(index))}</b>`,
    )}`;
  }
}

/** How many of its cells are lit. @param {Grid | undefined} grid */
const count = (grid) => Array.from(grid?.data ?? []).filter((value) => value > 0).length;
