/**
 * Web components of convscope: a drawing pad, predictions, feature maps, kernels, layers, curves, a
 * trainer and the arithmetic of a convolution. An element with the attribute `for` follows another
 * one of the page; all of a page share one engine, which begins with the first that needs it.
 * They take their colours and type sizes from custom properties and their words from `setTranslator`
 * or, without one, from the language of the page.
 */
import { ConvChart } from './conv-chart.js';
import { ConvDigitPad } from './conv-digit-pad.js';
import { ConvFeatureMaps } from './conv-feature-maps.js';
import { ConvGrid } from './conv-grid.js';
import { ConvKernels } from './conv-kernels.js';
import { ConvLayer } from './conv-layer.js';
import { ConvNumberTable } from './conv-number-table.js';
import { ConvPixels } from './conv-pixels.js';
import { ConvPredictions } from './conv-predictions.js';
import { ConvScale } from './conv-scale.js';
import { ConvTrainer } from './conv-trainer.js';
import { ConvWindow } from './conv-window.js';

/** @type {Record<string, CustomElementConstructor>} */
const elements = {
  'conv-chart': ConvChart,
  'conv-digit-pad': ConvDigitPad,
  'conv-feature-maps': ConvFeatureMaps,
  'conv-grid': ConvGrid,
  'conv-kernels': ConvKernels,
  'conv-layer': ConvLayer,
  'conv-number-table': ConvNumberTable,
  'conv-pixels': ConvPixels,
  'conv-predictions': ConvPredictions,
  'conv-scale': ConvScale,
  'conv-trainer': ConvTrainer,
  'conv-window': ConvWindow,
};

for (const [name, element] of Object.entries(elements)) {
  if (!customElements.get(name)) customElements.define(name, element);
}

export { strongest } from './conv-predictions.js';
export { addPoint, alignCurves, curvesUntil, emptyCurves, parseCurves } from './core/curves.js';
export { formatCount, formatPercent, formatShape, formatValue } from './core/format.js';
export { drawNextFrame } from './core/frame.js';
export { icons } from './core/icons.js';
export { INK_SIZE, InkRaster, parseStrokes } from './core/ink.js';
export { setTranslator } from './core/localize.js';
export { messages as elementMessages } from './core/messages.js';
export { setSessionOptions, takeSession } from './core/shared-session.js';
export {
  ConvChart,
  ConvDigitPad,
  ConvFeatureMaps,
  ConvGrid,
  ConvKernels,
  ConvLayer,
  ConvNumberTable,
  ConvPixels,
  ConvPredictions,
  ConvScale,
  ConvTrainer,
  ConvWindow,
};

/** @typedef {import('./core/curves.js').Curve} Curve */
/** @typedef {import('./core/curves.js').Curves} Curves */
