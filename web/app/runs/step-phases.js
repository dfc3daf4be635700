import { formatCount, formatValue } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { Panel } from '../panels/panel.js';
import { PHASES } from './phases.js';

/** @typedef {import('./phases.js').Phase} Phase */
/** @typedef {import('../worker/phases.js').Phases} Phases */
/** @typedef {import('../worker/phases.js').LayerPhases} LayerPhases */

const HISTOGRAM = { width: 96, height: 22 };

/** One training step, a press for each of its three parts. */
export class StepPhasesPanel extends Panel {
  constructor() {
    super(['status', 'trainingState', 'network', 'data']);
    /** @type {import('./phases.js').StepPhases | null} */
    this.phases = null;
  }

  /** @override */
  willUpdate() {
    if (this.phases || !this.playground.phases) return;
    this.phases = this.playground.phases;
    this.phases.addEventListener('change', () => this.requestUpdate());
  }

  /** @param {Phase} phase */
  reached(phase) {
    const at = this.phases?.phase;
    return Boolean(at) && PHASES.indexOf(/** @type {Phase} */ (at)) >= PHASES.indexOf(phase);
  }

  /** @override */
  updated() {
    const tensor = this.phases?.seen?.tensor;
    if (!tensor) return;
    for (const part of /** @type {const} */ (['before', 'gradient', 'after'])) {
      const tiles = /** @type {any} */ (this.querySelector(`#phase-${part}`));
      tiles?.show(tensor[part]);
    }
  }

  /** @override */
  render() {
    const seen = this.phases?.seen;
    return html`<h3>${t('runs.phases.title')}</h3>
      <p class="explain">${t('runs.phases.hint')}</p>
      <div class="phase-buttons" role="group" aria-label=${t('runs.phases.title')}>
        ${PHASES.map((phase, index) => this.button(phase, index + 1))}
      </div>
      ${seen ? this.story(seen) : nothing}`;
  }

  /** @param {Phase} phase @param {number} number */
  button(phase, number) {
    const { phases } = this;
    const { status, trainingState } = this.page;
    const rests = status === 'ready' && !['running', 'waiting', 'finished'].includes(trainingState);
    const usable = rests && phases && !phases.busy && phases.next === phase;
    return html`<button
      type="button"
      class=${`button ${usable ? 'primary' : ''} ${this.reached(phase) ? 'reached' : ''}`}
      id=${`phase-${phase}-button`}
      data-phase=${phase}
      ?disabled=${!usable}
      @click=${() => phases?.press()}
    >${number}. ${t(`runs.phases.${phase}`)}</button>`;
  }

  /** @param {Phases} seen */
  story(seen) {
    return html`<div class="phase-story" aria-live="polite">
        <p class="verdict-line" id="phase-said">${this.said(seen)}</p>
      </div>
      <div class="wide" tabindex="0" role="region" aria-label=${t('runs.phases.title')}><table class="scores phases">
        <thead><tr>
          <th scope="col">${t('runs.phases.layer')}</th>
          <th scope="col">${t('runs.phases.output')}</th>
          <th scope="col">${t('runs.phases.outputGradient')}</th>
          <th scope="col">${t('runs.phases.parameterGradient')}</th>
          <th scope="col">${t('runs.phases.change')}</th>
        </tr></thead>
        <tbody>${seen.layers.map((layer) => this.row(layer))}</tbody>
      </table></div>
      ${seen.tensor ? this.tensor(seen.tensor) : nothing}`;
  }

  /** @param {Phases} seen */
  said({ step, loss, correct, count, learningRate, lossBefore, lossAfter }) {
    const { phase } = this.phases ?? {};
    return t(`runs.phases.said.${phase}`, {
      step: formatCount(step),
      loss: formatValue(loss),
      correct,
      count,
      rate: formatValue(learningRate),
      before: formatValue(lossBefore),
      after: formatValue(lossAfter),
    });
  }

  /** @param {LayerPhases} layer */
  row({ layer, activation, gradientNorm, parameterNorm, largestChange }) {
    const name = this.page.network?.layers[layer]?.name ?? String(layer);
    const value = (/** @type {Phase} */ phase, /** @type {number | null} */ number) =>
      this.reached(phase) && number !== null ? formatValue(number) : '';
    return html`<tr data-layer=${name}>
      <th scope="row" translate="no">${name}</th>
      <td class="output">${this.histogram(activation)}
        <small>${formatValue(activation.minimum)} … ${formatValue(activation.maximum)}</small></td>
      <td data-of="outputGradient">${value('backward', gradientNorm)}</td>
      <td data-of="parameterGradient">${value('backward', parameterNorm)}</td>
      <td data-of="change">${value('update', largestChange)}</td>
    </tr>`;
  }

  /** @param {LayerPhases['activation']} activation */
  histogram({ counts }) {
    const { width, height } = HISTOGRAM;
    const most = Math.max(1, ...counts);
    const side = width / counts.length;
    // Square roots: most values of a ReLU are 0, and the others should be seen beside them.
    const bar = (/** @type {number} */ count) => height * Math.sqrt(count / most);
    const path = counts
      .map((count, i) => `M${i * side} ${height}v${-bar(count)}h${side - 0.5}v${bar(count)}z`)
      .join('');
    return html`<svg
      class="histogram"
      width=${width}
      height=${height}
      viewBox=${`0 0 ${width} ${height}`}
      role="img"
      aria-label=${t('runs.phases.histogram')}
    ><path d=${path} /></svg>`;
  }

  /** @param {import('../worker/phases.js').TensorPhases} tensor */
  tensor({ layer, name, shape }) {
    const of = `${this.page.network?.layers[layer]?.name ?? layer}.${name}`;
    const parts = /** @type {const} */ ([
      ['before', 'forward'],
      ['gradient', 'backward'],
      ['after', 'update'],
    ]);
    return html`<div class="phase-tensors">
      ${parts.map(
        ([part, phase]) => html`<figure ?hidden=${!this.reached(phase)}>
          <figcaption>${t(`runs.phases.tensor.${part}`, { of })}</figcaption>
          <conv-kernels id=${`phase-${part}`} .layer=${of} .name=${name} .shape=${shape}></conv-kernels>
        </figure>`,
      )}
    </div>`;
  }
}

customElements.define('step-phases', StepPhasesPanel);
