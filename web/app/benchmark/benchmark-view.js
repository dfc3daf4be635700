import { icons } from 'convscope/elements';
import { html, LitElement, nothing } from 'lit';
import { currentLanguage, languages, Translated, t } from '../i18n.js';
import { formatNumber } from './format.js';
import { optionsFrom } from './options.js';
import { BenchmarkRun } from './run.js';
import { tablesOf } from './tables.js';

/** @typedef {import('./result.js').Result} Result */
/** @typedef {import('./tables.js').Table} Table */

/** Measures this device and shows the figures, or those of somebody's link. */
export class BenchmarkView extends LitElement {
  /** @override */
  static properties = { copied: { state: true } };

  constructor() {
    super();
    new Translated(this);
    this.run = new BenchmarkRun();
    /** What was copied last: nothing, the result, the link, or that it could not be. */
    this.copied = '';
    this.run.addEventListener('change', () => {
      this.copied = '';
      this.requestUpdate();
    });
    window.addEventListener('hashchange', () => this.run.open(location.hash));
    this.run.finished = this.start();
  }

  /** @override */
  createRenderRoot() {
    return this;
  }

  /** Does what the address asks for. */
  async start() {
    const { run, options, accuracy, seeds } = optionsFrom(location.search);
    await this.run.open(location.hash);
    if (!run || this.run.status !== 'idle') return;
    await this.run.measure(options);
    if (accuracy && this.run.result) await this.run.train(seeds);
  }

  /** @override */
  render() {
    const { status, result } = this.run;
    return html`<div class="bench" data-state=${status}>
      <section class="bench-head" aria-labelledby="bench-title">
        <h2 id="bench-title">${t('benchmark.heading')}</h2>
        <p class="bench-intro">${t('benchmark.intro')}</p>
        ${this.where()} ${this.buttons()} ${this.state()}
      </section>
      ${result ? [this.summary(result), ...tablesOf(result, t).map((one) => this.table(one))] : nothing}
    </div>`;
  }

  /** Where a result is from; before there is one, what this page cannot measure. */
  where() {
    const { status, result } = this.run;
    if (!result) {
      return globalThis.crossOriginIsolated
        ? nothing
        : html`<p class="bench-note">${t('benchmark.notIsolated')}</p>`;
    }
    const format = new Intl.DateTimeFormat(languages[currentLanguage()], {
      dateStyle: 'medium',
      timeStyle: 'short',
    });
    const { cores, isolated, userAgent } = result.device;
    const values = { date: format.format(new Date(result.date)), count: cores };
    return html`<p class="bench-device">
      ${status === 'shared' ? html`<b>${t('benchmark.shared')}</b>` : nothing}
      ${t('benchmark.device', values)} ${isolated ? '' : t('benchmark.wasNotIsolated')}
      ${result.options.quick ? t('benchmark.wasQuick') : ''}
      <code lang="en">${userAgent}</code>
    </p>`;
  }

  buttons() {
    const { status, result, fragment } = this.run;
    if (status === 'running') {
      return html`<div class="bench-buttons">
        <button type="button" id="stop" class="button" @click=${() => this.run.stop()}>
          ${icons.pause} ${t('benchmark.stop')}
        </button>
      </div>`;
    }
    const { options, seeds } = optionsFrom(location.search);
    return html`<div class="bench-buttons">
      <button
        type="button"
        id="measure"
        class="button primary"
        @click=${() => this.leaveLink(() => this.run.measure(options))}
      >
        ${icons.play} ${t('benchmark.measure')}
      </button>
      ${
        status === 'done'
          ? html`<button type="button" id="accuracy" class="button" @click=${() => this.run.train(seeds)}>
            ${t('benchmark.train')}
          </button>`
          : nothing
      }
      ${
        result
          ? html`<button
                type="button"
                id="copy"
                class="button"
                @click=${() => this.copy('result', JSON.stringify(result, null, 2))}
              >
                ${t('benchmark.copy')}
              </button>
              <button
                type="button"
                id="copy-link"
                class="button"
                @click=${() => this.copy('link', this.link())}
              >
                ${t('benchmark.copyLink')}
              </button>
              <a id="link" class="bench-link" href=${fragment}>${t('benchmark.link')}</a>`
          : nothing
      }
    </div>`;
  }

  /** A measurement of this device has another address than the result that was shown. */
  leaveLink(/** @type {() => void} */ then) {
    history.replaceState(null, '', location.pathname + location.search);
    then();
  }

  link() {
    return new URL(location.pathname + this.run.fragment, location.href).href;
  }

  /** @param {'result' | 'link'} what @param {string} text */
  async copy(what, text) {
    try {
      await navigator.clipboard.writeText(text);
      this.copied = what;
    } catch {
      this.copied = 'failed';
    }
  }

  state() {
    const { status, progress, problem } = this.run;
    const running = status === 'running';
    return html`<div class="bench-state" role="status">
        ${running ? html`<p>${t(`benchmark.parts.${progress.part || 'start'}`)}</p>` : nothing}
        ${this.copied ? html`<p>${t(`benchmark.copied.${this.copied}`)}</p>` : nothing}
        ${status === 'unreadable' ? html`<p class="failed">${t('benchmark.unreadable')}</p>` : nothing}
        ${
          status === 'failed'
            ? html`<p class="failed">${t('benchmark.failed')} <code>${problem}</code></p>`
            : nothing
        }
      </div>
      ${
        running
          ? html`<progress
            class="bar"
            max="1"
            .value=${progress.share}
            aria-label=${t('benchmark.progress')}
          ></progress>`
          : nothing
      }
      ${
        this.copied === 'failed'
          ? html`<textarea
            readonly
            rows="6"
            aria-label=${t('benchmark.text')}
            .value=${JSON.stringify(this.run.result)}
          ></textarea>`
          : nothing
      }`;
  }

  /** @param {Result} result */
  summary({ rooflines = [] }) {
    if (rooflines.length === 0) return nothing;
    return html`<section class="bench-section" aria-labelledby="bench-rooflines">
      <h3 id="bench-rooflines">${t('benchmark.roofline.title')}</h3>
      <p class="bench-note">${t('benchmark.roofline.note')}</p>
      <dl class="figures bench-figures">
        ${rooflines.map(
          ({ simd, gflops }) => html`<div>
            <dt>${t(`engine.${simd}`)}</dt>
            <dd data-roofline=${simd}>${formatNumber(gflops)} GFLOP/s</dd>
          </div>`,
        )}
      </dl>
    </section>`;
  }

  /** @param {Table} table */
  table({ id, title, note, heads, rows }) {
    const name = `bench-${id}`;
    return html`<section class="bench-section" aria-labelledby=${name}>
      <h3 id=${name}>${title}</h3>
      <p class="bench-note">${note}</p>
      <div class="bench-scroll" tabindex="0" role="region" aria-labelledby=${name}>
        <table data-table=${id}>
          <thead>
            <tr>
              ${heads.map((head) => html`<th scope="col">${head}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ([first, ...rest]) => html`<tr>
                <th scope="row">${first}</th>
                ${rest.map((text) => html`<td>${text}</td>`)}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
  }
}
