import { css, html, LitElement } from 'lit';
import { Follower } from './core/follower.js';
import { formatPercent } from './core/format.js';
import { Localized, t } from './core/localize.js';
import { onReading } from './core/reading.js';
import { shared } from './core/styles.js';

/** The index of the largest value. @param {ArrayLike<number>} values */
export function strongest(values) {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

/**
 * One bar per class; the largest stands out. With `for` it shows what the shared network makes of
 * the drawing on a pad, otherwise what `probabilities` holds.
 *
 * @element conv-predictions
 * @attr {string} for - id of the `<conv-digit-pad>` to read
 * @prop {ArrayLike<number> | null} probabilities - one a class, 0 to 1; null for nothing to read
 * @prop {string[]} classes - names of the classes
 * @prop {number | null} truth - the true class, marked when known
 * @cssprop --accent - bar of the most probable class
 * @cssprop --bar - other bars
 * @cssprop --sunken - the bars' ground
 * @cssprop --text - text
 * @cssprop --text-soft - shares of the other classes
 * @cssprop --name-width - room for the names of the classes
 * @csspart list - the list
 * @csspart bar - each bar
 */
export class ConvPredictions extends LitElement {
  /** @override */
  static properties = {
    for: {},
    probabilities: { attribute: false },
    classes: { attribute: false },
    truth: { attribute: false },
  };

  constructor() {
    super();
    this.for = '';
    /** @type {ArrayLike<number> | null} */
    this.probabilities = null;
    /** @type {string[]} */
    this.classes = Array.from({ length: 10 }, (_, digit) => String(digit));
    /** The true class, marked when known. @type {number | null} */
    this.truth = null;
    new Localized(this);
    new Follower(this, (pad) =>
      onReading(pad, ({ probabilities }) => {
        this.probabilities = probabilities;
      }),
    );
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
    return html`<ul part="list" aria-label=${t('predictions.label')}>
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
      <span class="track"><span class="bar" part="bar"></span></span>
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
        grid-template-columns: var(--name-width, 1.25em) 1fr 4.4em;
        gap: 8px;
        align-items: center;
        font-size: var(--type-s, 13px);
        line-height: 18px;
      }
      .name {
        overflow: hidden;
        font-weight: 600;
        text-align: center;
        text-overflow: ellipsis;
        white-space: nowrap;
        border-radius: 4px;
      }
      .truth .name {
        box-shadow: inset 0 0 0 1.5px currentColor;
      }
      .track {
        height: 10px;
        border-radius: 3px;
        overflow: hidden;
        background: var(--sunken, light-dark(#e6eae8, #1f2b27));
      }
      .bar {
        display: block;
        height: 100%;
        transform: scaleX(0);
        transform-origin: left;
        background: var(--bar, light-dark(#7d8c86, #5f706a));
      }
      .best .bar {
        background: var(--accent, light-dark(#c43e16, #ff8552));
      }
      .percent {
        color: var(--text-soft, light-dark(#55635e, #9fafa8));
        text-align: end;
      }
      .best .percent {
        color: var(--text, light-dark(#12211d, #e7eeeb));
        font-weight: 600;
      }
    `,
  ];
}
