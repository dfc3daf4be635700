import { formatCount, formatValue } from 'convscope/elements';
import { html } from 'lit';
import { t } from '../i18n.js';
import { Panel } from '../panels/panel.js';
import { colorOf } from './overlay.js';

/** Learning rate, gradients and speed of the present run. */

/** @typedef {import('convscope/elements').ConvChart} ConvChart */
/** @typedef {import('./series.js').Series} Series */

/** Values that a logarithmic axis can show. @param {number} value */
const positive = (value) => (value > 0 ? value : null);

export class LiveCharts extends Panel {
  constructor() {
    super(['live', 'view']);
    /** Series of the chart of gradients, the same array until the layers differ. @type {import('../../module/elements/conv-chart.js').SeriesInfo[]} */
    this.layers = [];
    /** @type {Record<string, import('../../module/elements/conv-chart.js').SeriesInfo[]>} */
    this.single = {};
  }

  /** @override */
  updated() {
    if (this.page.view !== 'runs') return;
    const { norms, rates } = this.page.live;
    this.show('norms', norms, Object.keys(norms.columns), positive);
    this.show('rate', rates, ['learningRate']);
    this.show('speed', rates, ['imagesPerSecond']);
    this.show('gflops', rates, ['gflops']);
  }

  /**
   * @param {string} name
   * @param {Series} series
   * @param {string[]} columns
   * @param {(value: number) => number | null} [filter]
   */
  show(name, { steps, columns: all }, columns, filter = (value) => value) {
    const chart = /** @type {ConvChart | null} */ (this.querySelector(`#chart-${name}`));
    chart?.show([[...steps], ...columns.map((column) => (all[column] ?? []).map(filter))]);
  }

  layerSeries() {
    const names = Object.keys(this.page.live.norms.columns);
    if (names.join() !== this.layers.map(({ name }) => name).join()) {
      this.layers = names.map((name, index) => ({ name, color: colorOf(index) }));
    }
    return this.layers;
  }

  /** @param {string} name of the only curve */
  oneSeries(name) {
    this.single[name] ??= [{ name, color: '--curve-train' }];
    return this.single[name];
  }

  /** @override */
  render() {
    return html`<h3>${t('runs.now')}</h3>
      <p class="explain">${t('runs.nowHint')}</p>
      <div class="live-charts">
        <conv-chart
          id="chart-norms"
          class="wide-chart"
          log
          .height=${168}
          .label=${t('runs.norms')}
          .series=${this.layerSeries()}
          .format=${formatValue}
        ></conv-chart>
        ${this.chart('rate', t('training.rateNow'), t('runs.rate'), formatValue)}
        ${this.chart('speed', t('training.speed'), t('runs.imagesShort'), formatCount)}
        ${this.chart('gflops', t('runs.arithmetic'), 'GFLOP/s', formatValue)}
      </div>`;
  }

  /** @param {string} id @param {string} label @param {string} name @param {(value: number) => string} format */
  chart(id, label, name, format) {
    return html`<conv-chart
      id=${`chart-${id}`}
      .label=${label}
      .series=${this.oneSeries(name)}
      .min=${0}
      .format=${format}
    ></conv-chart>`;
  }
}

customElements.define('live-charts', LiveCharts);
