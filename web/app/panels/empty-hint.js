import { html, nothing } from 'lit';
import { t } from '../i18n.js';

/**
 * Without an input there is nothing to see inside; a test image is one press away.
 *
 * @param {import('../state/playground.js').Playground} playground
 */
export function emptyHint({ state, input }) {
  const there = (state.data?.testImages ?? 0) > 0;
  return html`${t('network.empty')}
    ${
      there
        ? html`<button type="button" class="button small use-test" @click=${() => input?.choose('test')}>
            ${t('network.useTest')}
          </button>`
        : nothing
    }`;
}
