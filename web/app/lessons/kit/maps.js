import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';

/** What a layer made of the input, as pictures. */

/**
 * @param {string} name of the layer, for those who do not see the pictures
 * @param {number[]} shape (channels, height, width) or (units)
 * @param {ArrayLike<number>} data
 */
export const featureMaps = (name, shape, data) => html`<conv-feature-maps
  .layer=${name}
  .shape=${shape}
  ${ref((element) => {
    /** @type {import('convscope/elements').ConvFeatureMaps | undefined} */ (element)?.show(data);
  })}
></conv-feature-maps>`;
