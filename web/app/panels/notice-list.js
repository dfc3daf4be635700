import { icons } from 'convscope/elements';
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { currentLanguage, languages, t } from '../i18n.js';
import { Panel } from './panel.js';

/** @typedef {import('../state/types.js').Notice} Notice */

/** What the user should know, with what can be done about it. */
export class NoticeList extends Panel {
  constructor() {
    super(['notices']);
  }

  /** @override */
  render() {
    const { notices } = this.page;
    return html`<section class="notices" aria-label=${t('notices.label')} aria-live="polite">
      ${repeat(
        notices,
        ({ id }) => id,
        (notice) => this.notice(notice),
      )}
    </section>`;
  }

  /** @param {Notice} notice */
  notice(notice) {
    const { id, kind, key, detail, actions = [] } = notice;
    return html`<div class="notice ${kind}" data-notice=${id}>
      ${kind === 'info' ? icons.info : icons.warning}
      <div class="notice-text">
        <p>${t(key, this.values(notice))}</p>
        ${
          detail
            ? html`<details>
              <summary>${t('notices.detail')}</summary>
              <code>${detail}</code>
            </details>`
            : nothing
        }
      </div>
      ${actions.map(
        (action) => html`<button type="button" class="button" @click=${action.run}>
          ${t(action.key)}
        </button>`,
      )}
      <button
        type="button"
        class="button quiet icon"
        aria-label=${t('notices.dismiss')}
        title=${t('notices.dismiss')}
        @click=${() => this.playground.notices.dismiss(id)}
      >
        ${icons.close}
      </button>
    </div>`;
  }

  /** Times are stored as numbers and told in the language of the page. @param {Notice} notice */
  values({ values = {} }) {
    if (typeof values.when !== 'number') return values;
    const format = new Intl.DateTimeFormat(languages[currentLanguage()], {
      dateStyle: 'medium',
      timeStyle: 'short',
    });
    return { ...values, when: format.format(values.when) };
  }
}
