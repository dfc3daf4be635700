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
        color: var(--text-soft, #55635e);
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
          var(--conv-negative, #0b5457),
          var(--conv-negative-soft, #58b0ad) 25%,
          var(--conv-zero, #eef2f0) 50%,
          var(--conv-positive-soft, #f0905f) 75%,
          var(--conv-positive, #9c2a08)
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
        color: var(--text, #12211d);
      }
    `,
  ];
}
