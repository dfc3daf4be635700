/** Settings of the page, and what the session is told of them. */

/** @typedef {import('./types.js').Settings} Settings */

/** What the presets leave out. */
export const noExtras = {
  engine: {},
  vary: 'auto',
  stopSteps: 0,
  stopSeconds: 0,
  stopAccuracy: 0,
};

/** What acts in the middle of a run; the rest acts when the next run starts. */
const LIVE = [
  'epochs',
  'optimizer',
  'learningRate',
  'schedule',
  'momentum',
  'weightDecay',
  'engine',
];

/** @param {string} name */
export const isLive = (name) => LIVE.includes(name);

/** How images are varied when their data set does not say. */
const VARIED = { rotate_degrees: 10, shift_pixels: 2, scale: 0.1, shear_degrees: 5 };

/**
 * Images of one's own are few, so they are varied unless that is switched off.
 *
 * @param {Settings} settings
 * @param {import('./types.js').ChosenDataset} dataset
 */
export function toOptions(settings, dataset) {
  const { vary, stopSteps, stopSeconds, stopAccuracy, ...options } = settings;
  const augment = dataset.augment ?? null;
  const varied = { auto: augment, yes: augment ?? VARIED, no: null };
  return { ...options, augment: varied[vary] };
}
