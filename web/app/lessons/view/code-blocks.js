import { html, LitElement, nothing } from 'lit';
import { Translated, t } from '../../i18n.js';

/** @typedef {keyof import('../kit/lesson.js').Lesson['code']} Framework */

const frameworks = /** @type {const} */ ([
  ['pytorch', 'PyTorch'],
  ['paddle', 'Paddle'],
]);

/** The same program for two frameworks: one on the screen, both on paper. */
export class CodeBlocks extends LitElement {
  /** @override */
  static properties = {
    code: { attribute: false },
    shown: { state: true },
    copied: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../kit/lesson.js').Lesson['code'] | null} */
    this.code = null;
    /** @type {Framework} */
    this.shown = 'pytorch';
    this.copied = '';
    new Translated(this);
  }

  /** @override */
  createRenderRoot() {
    return this;
  }

  /** @param {Framework} framework */
  show(framework) {
    this.shown = framework;
    this.copied = '';
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.code?.[this.shown] ?? '');
      this.copied = 'copied';
    } catch {
      this.copied = 'notCopied';
    }
  }

  /** @override */
  render() {
    const { code } = this;
    if (!code) return nothing;
    return html`<div class="code-tools">
        <fieldset class="segments">
          <legend class="sr-only">${t('lessons.framework')}</legend>
          ${frameworks.map(([framework, name]) => this.choice(framework, name))}
        </fieldset>
        <button type="button" class="button small" @click=${this.copy}>${t('lessons.copy')}</button>
        <span role="status">${this.copied ? t(`lessons.${this.copied}`) : nothing}</span>
      </div>
      ${frameworks.map(([framework, name]) => this.block(framework, name, code[framework]))}`;
  }

  /** @param {Framework} framework @param {string} name */
  choice(framework, name) {
    return html`<label lang="en">
      <input
        type="radio"
        name="framework"
        value=${framework}
        .checked=${framework === this.shown}
        @change=${() => this.show(framework)}
      />
      <span>${name}</span>
    </label>`;
  }

  /** @param {Framework} framework @param {string} name @param {string} text */
  block(framework, name, text) {
    const label = t('lessons.program', { name });
    return html`<pre
      class="program ${framework === this.shown ? '' : 'other-framework'}"
      data-framework=${framework}
      tabindex="0"
      role="region"
      aria-label=${label}
      lang="en"
    ><code>${text}</code></pre>`;
  }
}
