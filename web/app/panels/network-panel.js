import { formatCount, formatPercent, formatShape, icons } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { recall, remember } from '../state/storage.js';
import { emptyHint } from './empty-hint.js';
import { layerIcon } from './layer-icons.js';
import { Panel } from './panel.js';

/** @typedef {import('convscope/elements').ConvLayer} ConvLayer */
/** @typedef {import('../state/types.js').Network['layers'][number]} Layer */

/** More names than that would not fit under the cells. */
const MOST_LABELS = 16;

/** @type {string[]} */
const noLabels = [];

/** The network as a flow of layers, each showing what it makes of the input. */
export class NetworkPanel extends Panel {
  constructor() {
    super(['network', 'model', 'status', 'trainingState']);
    /** Names of the outputs, the same array as long as they stay. @type {string[]} */
    this.classes = [];
    /** Layers whose weights are open; the first convolution to begin with. @type {string[]} */
    this.openWeights = recall('openWeights') ?? ['conv1'];
    /** The network that the views belong to. @type {import('../state/types.js').Network | null} */
    this.shown = null;
    this.sight = new IntersectionObserver((entries) => this.onSight(entries), {
      rootMargin: '200px 0px',
    });
  }

  /** @override New views report themselves; those of an earlier network go. */
  updated() {
    const { inside } = this.playground;
    const { network, status } = this.page;
    const key = status === 'ready' ? network : null;
    if (!inside || !key || key === this.shown) return;
    this.shown = key;
    inside.forgetViews();
    this.sight.disconnect();
    for (const view of this.querySelectorAll('conv-layer')) {
      inside.register(Number(view.getAttribute('index')), /** @type {ConvLayer} */ (view));
      this.sight.observe(view);
    }
  }

  /** @param {IntersectionObserverEntry[]} entries */
  onSight(entries) {
    for (const { target, isIntersecting } of entries) {
      this.playground.inside?.see(Number(target.getAttribute('index')), isIntersecting);
    }
  }

  /** @override */
  render() {
    const { network, trainingState } = this.page;
    return html`
      <div class="network-head">
        <h2>${t('network.title')}</h2>
        ${network ? this.summary(network) : nothing}
        <conv-scale></conv-scale>
      </div>
      ${
        network
          ? html`<ol
            class="layers ${trainingState === 'running' ? 'live' : ''}"
            aria-label=${t('network.list')}
          >
            <li>
              <span class="node">${layerIcon('Input')}</span>
              <network-input></network-input>
            </li>
            ${network.layers.map((layer) => this.row(network, layer))}
          </ol>`
          : html`<p class="placeholder">${t('network.loading')}</p>`
      }
    `;
  }

  /** @param {import('../state/types.js').Network} network */
  summary(network) {
    const { kind, accuracy } = this.page.model;
    const values = {
      layers: network.layers.length,
      parameters: formatCount(network.parameterCount),
    };
    return html`<p class="network-summary">
      <span class="chip ${kind}">
        ${t(`model.${kind}`)}
        ${
          accuracy === null
            ? nothing
            : html`<b>${t('model.accuracy', { percent: formatPercent(accuracy, 2) })}</b>`
        }
      </span>
      ${t('network.summary', values)}
    </p>`;
  }

  /** @param {import('../state/types.js').Network} network @param {Layer} layer */
  row(network, layer) {
    const last = layer.index === network.layers.length - 1;
    return html`<li>
      <span class="node">${layerIcon(layer.type)}</span>
      <conv-layer
        index=${layer.index}
        .layer=${layer}
        .source=${flattenedShape(network.layers, layer.index)}
        .cellLabels=${last ? this.classNames(network) : noLabels}
        .weightsOpen=${this.openWeights.includes(layer.name)}
        @weights-toggle=${(/** @type {CustomEvent} */ event) => this.onToggle(layer, event.detail.open)}
      ></conv-layer>
    </li>`;
  }

  /** @param {import('../state/types.js').Network} network */
  classNames({ classes }) {
    if (classes !== this.classes.length && classes <= MOST_LABELS) {
      this.classes = Array.from({ length: classes }, (_, name) => String(name));
    }
    return this.classes;
  }

  /** @param {Layer} layer @param {boolean} open */
  onToggle({ name }, open) {
    const others = this.openWeights.filter((other) => other !== name);
    this.openWeights = open ? [...others, name] : others;
    remember('openWeights', this.openWeights);
    this.playground.inside?.refresh({ parameters: true });
  }
}

/** The image at the head of the flow; apart because it changes with every point of a stroke. */
export class NetworkInput extends Panel {
  constructor() {
    super(['network', 'reading', 'data']);
  }

  /** @override */
  render() {
    const { network, reading } = this.page;
    if (!network) return nothing;
    return html`<conv-pixels class="seen" .image=${reading.image} .label=${t('read.seen')}></conv-pixels>
      <div>
        <h3>${t('elements.layer.input')}</h3>
        <p class="shape">${formatShape(network.input)}</p>
        ${reading.image ? this.numbers(reading.image) : html`<p class="hint">${emptyHint(this.playground)}</p>`}
      </div>`;
  }

  /** @param {Uint8Array} image */
  numbers(image) {
    this.updateComplete.then(() => this.table?.show(Float32Array.from(image, (v) => v / 255)));
    return html`<details @toggle=${() => this.requestUpdate()}>
      <summary class="opener">${icons.chevron}${t('elements.layer.numbers')}</summary>
      <conv-number-table
        .label=${t('elements.layer.input')}
        .shape=${this.page.network?.input ?? []}
      ></conv-number-table>
    </details>`;
  }

  /** The table, when it is open. @returns {import('convscope/elements').ConvNumberTable | null} */
  get table() {
    return this.querySelector('details[open] conv-number-table');
  }
}

/**
 * The shape of the maps that were flattened in front of a fully connected layer, so that its weights
 * can be shown as images; null when something else comes between.
 * @param {Layer[]} layers
 * @param {number} index
 */
function flattenedShape(layers, index) {
  if (layers[index].type !== 'Linear') return null;
  for (let before = index - 1; before >= 0; before--) {
    const { type, inputShape } = layers[before];
    if (type === 'Flatten') return inputShape;
    if (type !== 'Dropout') return null;
  }
  return null;
}
