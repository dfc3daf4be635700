import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { checkField, figure, slider } from '../kit/controls.js';
import { number } from '../kit/format.js';
import { pictureOf } from '../kit/picture.js';
import { findBoundary, SIDE, START } from './model.js';

/** @typedef {import('../02-convolution/model.js').Grid} Grid */
/** @typedef {import('../kit/picture.js').Maps} Maps */
/** @typedef {import('./model.js').Boundary} State */

/** The row that is written out. */
const ROW = SIDE / 2;

/** The first column of the output where the kernel reaches over the boundary. @param {number} white */
const beside = (white) => Math.max(0, Math.min(SIDE - START.kernel.width, white - 2));

/** @param {Maps} maps @returns {Grid} */
const rowOf = ({ width, data }) => ({
  height: 1,
  width,
  data: Array.from(data).slice(ROW * width, (ROW + 1) * width),
});

/**
 * White on one side, black on the other: the kernel finds the boundary.
 *
 * @param {import('../kit/engine.js').Networks} networks
 * @param {any} words
 * @param {State} state
 * @param {(change: Partial<State>) => void} change
 */
export function boundary(networks, words, state, change) {
  const { white, turned, kernel, column } = state;
  const { image, output, columns, values } = findBoundary(networks, state);
  return html`<h4>${words.boundary}</h4>
    <div class="lab-controls">
      ${slider(words.white, white, (value) => change({ white: value, column: beside(value) }), {
        name: 'white',
        min: 0,
        max: SIDE,
      })}
      ${checkField(words.turned, turned, (value) => change({ turned: value }), 'turned')}
    </div>
    <div class="lab-grids lab-halves">
      ${figure(
        words.image(image.height, image.width),
        pictureOf(turned ? words.whiteAbove(white) : words.whiteLeft(white), image),
      )}
      <span class="lab-sign">∗</span>
      ${figure(
        words.kernel,
        html`<conv-grid
          data-grid="boundary-kernel"
          editable
          .label=${words.kernel}
          .value=${kernel}
          @edit=${(/** @type {CustomEvent} */ { detail }) => change({ kernel: detail.value })}
        ></conv-grid>`,
      )}
      <span class="lab-sign">=</span>
      ${figure(
        words.result(output.height, output.width),
        pictureOf(words.boundaryPicture, output, { tone: 'signed' }),
      )}
    </div>
    <p class="lab-verdict" aria-live="polite">
      ${words.notZero}<b data-figure="columns">${columns.join(', ') || words.nowhere}</b
      >${words.withValues}<b data-figure="values">${values.map(number).join(', ') || '–'}</b>
    </p>
    ${rows(words, { image: rowOf(image), output: rowOf(output), column, kernel }, (at) =>
      change({ column: at }),
    )}`;
}

/** Called as soon as a row has its place on the page, also if the lab was hidden before. */
const placed = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const { renderRoot, value, dataset } = /** @type {import('convscope/elements').ConvGrid} */ (
      target
    );
    const room = renderRoot.querySelector('.scroll');
    if (!room || !value) continue;
    const middle = ((Number(dataset.column) + 0.5) / value.width) * room.scrollWidth;
    room.scrollLeft = middle - room.clientWidth / 2;
  }
});

/** Scrolls a long row to a column, once whenever that changes. @param {number} column */
const scrolledTo = (column) =>
  ref((element) => {
    const grid = /** @type {HTMLElement | undefined} */ (element);
    if (!grid || grid.dataset.column === String(column)) return;
    grid.dataset.column = String(column);
    placed.unobserve(grid);
    placed.observe(grid);
  });

/**
 * @param {any} words
 * @param {{image: Grid, output: Grid, column: number, kernel: Grid}} shown
 * @param {(column: number) => void} choose
 */
function rows(words, { image, output, column, kernel }, choose) {
  const box = { y: 0, x: column, height: 1 };
  return html`<div class="lab-rows">${figure(
    words.imageRow(ROW),
    html`<conv-grid
        class="small-cells"
        data-grid="image-row"
        .label=${words.imageRow(ROW)}
        .value=${image}
        .box=${{ ...box, width: kernel.width }}
        ${scrolledTo(column)}
      ></conv-grid>`,
  )}
  ${figure(
    words.resultRow(ROW),
    html`<conv-grid
        class="small-cells"
        data-grid="result-row"
        selectable
        .label=${words.resultRow(ROW)}
        .value=${output}
        .box=${{ ...box, width: 1 }}
        ${scrolledTo(column)}
        @select-cell=${(/** @type {CustomEvent} */ { detail }) => choose(detail.x)}
      ></conv-grid>`,
  )}</div>`;
}
