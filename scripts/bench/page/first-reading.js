/** Draws a one as soon as there is a pad, and notes when it has been read. */

const pad = /** @type {import('../../../web/module/elements/conv-digit-pad.js').ConvDigitPad} */ (
  document.getElementById('pad')
);
const points = Array.from({ length: 21 }, (_, i) => [0.5, 0.15 + 0.035 * i, 0.5]).flat();

pad.addEventListener('read', (event) => {
  const { probabilities } = /** @type {CustomEvent} */ (event).detail;
  const { dataset } = document.documentElement;
  if (!probabilities || dataset.readMs) return;
  dataset.digit = String(probabilities.indexOf(Math.max(...probabilities)));
  dataset.readMs = String(performance.now());
});

customElements
  .whenDefined('conv-digit-pad')
  .then(() => pad.updateComplete)
  .then(() => pad.replaceStrokes([{ points, width: pad.width }]));
