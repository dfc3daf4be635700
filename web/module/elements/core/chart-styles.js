/** Looks of a `<conv-chart>`, and what the plotter's own elements need of its style sheet. */

import { css } from 'lit';

export const chartStyles = css`
  figure {
    position: relative;
    margin: 0;
  }
  figcaption {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    column-gap: 12px;
    font-size: var(--type-xs, 12px);
    color: var(--text-soft, light-dark(#55635e, #9fafa8));
  }
  .title {
    margin-inline-end: auto;
    color: var(--text, light-dark(#12211d, #e7eeeb));
    font-size: var(--type-s, 13px);
    font-weight: 600;
  }
  .key svg {
    stroke-width: 2.5;
  }
  b {
    display: inline-block;
    min-width: 3.4em;
    color: var(--text, light-dark(#12211d, #e7eeeb));
    font-weight: 600;
  }
  .plot {
    min-height: 116px;
  }
  .plot.empty {
    visibility: hidden;
  }
  .hint {
    position: absolute;
    inset: 22px 0 auto;
    height: 116px;
    display: grid;
    place-items: center;
    margin: 0;
    border-radius: var(--radius-s, 6px);
    background: var(--ground, light-dark(#f1f4f3, #0c1412));
    color: var(--text-soft, light-dark(#55635e, #9fafa8));
    font-size: var(--type-xs, 12px);
    text-align: center;
  }
  .uplot {
    position: relative;
  }
  .u-wrap {
    position: relative;
    user-select: none;
  }
  .u-over,
  .u-under,
  .u-axis,
  .u-cursor-x,
  .u-cursor-y,
  .u-cursor-pt,
  .u-select {
    position: absolute;
  }
  .u-under {
    overflow: hidden;
  }
  .uplot canvas {
    position: relative;
    width: 100%;
    height: 100%;
    image-rendering: auto;
  }
  .u-cursor-x,
  .u-cursor-y,
  .u-cursor-pt {
    top: 0;
    left: 0;
    pointer-events: none;
  }
  .u-cursor-x {
    height: 100%;
    border-inline-end: 1px solid var(--text-soft, light-dark(#55635e, #9fafa8));
  }
  .u-cursor-y,
  .u-off,
  .u-select {
    display: none;
  }
  .u-cursor-pt {
    border: 0 solid;
    border-radius: 50%;
  }
`;
