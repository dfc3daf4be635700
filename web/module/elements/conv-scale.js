import { css, html, LitElement } from 'lit';
import { Localized, t } from './core/localize.js';
import { shared } from './core/styles.js';

/** The legend of the colour scale, with zero marked. */
export class ConvScale extends LitElement {
  constructor() {
    super();
    new Localized(this);
  }

  /** @override */
  render() {
    return html`<div class="legend" role="img" aria-label=${t('scale.label')}>
      <span aria-hidden="true">−</span>
      <span class="band"></span>
      <span aria-hidden="true">+</span>
    </div>`;
  }

  /** @override */
  static styles = [
    shared,
    css`
      .legend {
        display: flex;
        align-items: center;
        gap: 6px;
        color: var(--text-soft, light-dark(#55635e, #9fafa8));
        font-size: var(--type-s, 13px);
        line-height: 1;
      }
      .band {
        position: relative;
        width: 88px;
        height: 10px;
        border-radius: 3px;
        background: linear-gradient(
          in oklab 90deg,
          var(--conv-negative, light-dark(#0b5457, #a5f2ea)),
          var(--conv-negative-soft, light-dark(#58b0ad, #23898a)) 25%,
          var(--conv-zero, light-dark(#eef2f0, #1b2724)) 50%,
          var(--conv-positive-soft, light-dark(#f0905f, #c7592a)) 75%,
          var(--conv-positive, light-dark(#9c2a08, #ffd0ae))
        );
      }
      .band::after {
        content: '0';
        position: absolute;
        top: 50%;
        left: 50%;
        transform: translate(-50%, -50%);
        font-size: 10px;
        font-weight: 600;
        color: var(--text, light-dark(#12211d, #e7eeeb));
      }
    `,
  ];
}
