/** Written by the build from the engine's schemas. */

import type { LayerSchema } from '../schemas.js';

/** Every layer type with its options, defaults, ranges and documentation. */
export const layers: LayerSchema[];
/** The losses, in the same form. */
export const losses: LayerSchema[];
/** The options of a trainer, of how it varies images and of its schedule, in the same form. */
export const training: LayerSchema[];
