import { icons } from 'convscope/elements';
import { html } from 'lit';
import { t } from '../../i18n.js';

const signs = {
  question: icons.question,
  lab: icons.flask,
  seen: icons.eye,
  check: icons.check,
  code: icons.code,
};

/**
 * A station of a lesson.
 *
 * @param {keyof typeof signs} name
 * @param {unknown} content
 */
export const section = (
  name,
  content,
) => html`<section class="lesson-part ${name}" aria-labelledby="${name}-title">
  <span class="lesson-node">${signs[name]}</span>
  <h3 id="${name}-title" tabindex="-1">${t(`lessons.parts.${name}`)}</h3>
  ${content}
</section>`;
