import { css } from 'lit';

/** What every element shares: box model, focus ring, tokens with fallbacks. */
export const shared = css`
  :host {
    display: block;
    color: var(--text, #12211d);
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
    outline: 2px solid var(--focus, #0a7c7c);
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

/** Icon buttons inside elements. */
export const buttons = css`
  button {
    display: inline-grid;
    place-items: center;
    min-width: 36px;
    height: 36px;
    padding: 0 8px;
    border: 1px solid var(--line, #d3dad7);
    border-radius: var(--radius-s, 6px);
    background: var(--surface, #fff);
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  button:hover:not(:disabled) {
    border-color: var(--text-soft, #55635e);
  }
  button:disabled {
    opacity: 0.45;
    cursor: default;
  }
  svg {
    display: block;
  }
`;
