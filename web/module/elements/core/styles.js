import { css } from 'lit';

/** What every element shares: box model, focus ring, tokens with fallbacks. */
export const shared = css`
  :host {
    display: block;
    color: var(--text, light-dark(#12211d, #e7eeeb));
    font-variant-numeric: tabular-nums;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :focus-visible {
    outline: 2px solid var(--focus, light-dark(#0a7c7c, #54cfc8));
    outline-offset: 2px;
  }
  canvas {
    display: block;
    image-rendering: pixelated;
  }
  .sr-only {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** Tables of numbers. */
export const tables = css`
  .scroll {
    max-height: 220px;
    margin-top: 8px;
    overflow: auto;
    border: 1px solid var(--line, light-dark(#d3dad7, #273430));
    border-radius: var(--radius-s, 6px);
    font-size: var(--type-xs, 12px);
  }
  table {
    border-collapse: collapse;
    min-width: 100%;
  }
  caption {
    padding: 4px 8px;
    text-align: start;
    color: var(--text-soft, light-dark(#55635e, #9fafa8));
  }
  th,
  td {
    padding: 2px 8px;
    text-align: end;
    font-weight: 400;
    white-space: nowrap;
  }
  th {
    color: var(--text-soft, light-dark(#55635e, #9fafa8));
  }
  thead th {
    position: sticky;
    top: 0;
    background: var(--surface, light-dark(#fff, #131d1a));
  }
  tbody tr:nth-child(odd) {
    background: var(--sunken, light-dark(#f1f4f3, #1f2b27));
  }
`;

/** A small heading that opens what it stands for. */
export const disclosure = css`
  summary {
    display: inline-flex;
    align-items: center;
    gap: 2px;
    min-height: 26px;
    color: var(--text-soft, light-dark(#55635e, #9fafa8));
    font-size: var(--type-xs, 12px);
    cursor: pointer;
    list-style: none;
    border-radius: 4px;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary:hover {
    color: var(--text, light-dark(#12211d, #e7eeeb));
  }
  summary svg {
    width: 14px;
    height: 14px;
    transform: rotate(-90deg);
  }
  details[open] > summary svg {
    transform: none;
  }
  @media (pointer: coarse) {
    summary {
      min-height: 40px;
    }
  }
`;

/** Icon buttons inside elements. */
export const buttons = css`
  button {
    display: inline-grid;
    place-items: center;
    min-width: 36px;
    height: 36px;
    padding: 0 8px;
    border: 1px solid var(--line, light-dark(#d3dad7, #273430));
    border-radius: var(--radius-s, 6px);
    background: var(--surface, light-dark(#fff, #131d1a));
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  button:hover:not(:disabled) {
    border-color: var(--text-soft, light-dark(#55635e, #9fafa8));
  }
  button:disabled {
    opacity: 0.45;
    cursor: default;
  }
  @media (pointer: coarse) {
    button {
      min-width: 44px;
      height: 44px;
    }
  }
  svg {
    display: block;
  }
`;
