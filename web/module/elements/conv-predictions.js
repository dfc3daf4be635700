import { css, html, LitElement } from 'lit';
import { formatPercent } from './core/format.js';
import { Localized, t } from './core/localize.js';
import { shared } from './core/styles.js';

/** The index of the largest value. @param {ArrayLike<number>} values */
export function strongest(values) {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

/** One bar per class; the largest stands out. */
export class ConvPredictions extends LitElement {
  /** @override */
  static properties = {
    probabilities: { attribute: false },
    classes: { attribute: false },
    truth: { attribute: false },
  };

  constructor() {
    super();
    /** @type {ArrayLike<number> | null} */
    this.probabilities = null;
    /** @type {string[]} */
    this.classes = Array.from({ length: 10 }, (_, digit) => String(digit));
    /** The true class, marked when known. @type {number | null} */
    this.truth = null;
    new Localized(this);
  }

  /** @override */
  updated() {
    const bars = this.renderRoot.querySelectorAll('.bar');
    bars.forEach((bar, index) => {
      const share = this.probabilities?.[index] ?? 0;
      /** @type {HTMLElement} */ (bar).style.transform = `scaleX(${share})`;
    });
  }

  /** @override */
  render() {
    const best = this.probabilities ? strongest(this.probabilities) : -1;
    return html`<ul aria-label=${t('predictions.label')}>
      ${this.classes.map((name, index) => this.row(name, index, index === best))}
    </ul>`;
  }

  /** @param {string} name @param {number} index @param {boolean} best */
  row(name, index, best) {
    const share = this.probabilities?.[index];
    const percent = share === undefined ? '–' : formatPercent(share);
    const kind = `${best ? 'best' : ''} ${index === this.truth ? 'truth' : ''}`;
    return html`<li class=${kind}>
      <span class="name">${name}</span>
      <span class="track"><span class="bar"></span></span>
      <span class="percent">${percent}</span>
    </li>`;
  }

  /** @override */
  static styles = [
    shared,
    css`
      ul {
        display: grid;
        gap: 3px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: 1.25em 1fr 4.4em;
        gap: 8px;
        align-items: center;
        font-size: var(--type-s, 13px);
        line-height: 18px;
      }
      .name {
        font-weight: 600;
        text-align: center;
        border-radius: 4px;
      }
      .truth .name {
        box-shadow: inset 0 0 0 1.5px currentColor;
      }
      .track {
        height: 10px;
        border-radius: 3px;
        overflow: hidden;
        background: var(--sunken, #e6eae8);
      }
      .bar {
        display: block;
        height: 100%;
        transform: scaleX(0);
        transform-origin: left;
        background: var(--bar, #7d8c86);
      }
      .best .bar {
        background: var(--accent, #c43e16);
      }
      .percent {
        color: var(--text-soft, #55635e);
        text-align: end;
      }
      .best .percent {
        color: var(--text, #12211d);
        font-weight: 600;
      }
    `,
  ];
}
