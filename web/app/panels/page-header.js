import { icons } from 'convscope/elements';
import { html, nothing } from 'lit';
import { chooseLanguage, currentLanguage, t } from '../i18n.js';
import { chooseTheme, currentTheme } from '../theme.js';
import { Panel } from './panel.js';

const themes = /** @type {const} */ ([
  ['system', icons.system],
  ['light', icons.sun],
  ['dark', icons.moon],
]);

const languageNames = /** @type {const} */ ([
  ['zh', 'zh-CN', '中文'],
  ['en', 'en', 'English'],
]);

/** @type {[view: string, address: string, icon: unknown][]} */
const views = [
  ['playground', './', icons.pen],
  ['lessons', './lessons.html', icons.book],
  ['benchmark', './benchmark.html', icons.gauge],
];

/** Name, purpose, the ways to the other views, language and appearance. */
export class PageHeader extends Panel {
  constructor() {
    super([]);
  }

  /** @override */
  render() {
    return html`
      <header class="page-header">
        <h1>
          <svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
            <path class="grid" d="M4 4h24v24H4zM12 4v24M20 4v24M4 12h24M4 20h24" />
            <path class="window" d="M4 4h16v16H4z" />
            <path class="core" d="M12 12h8v8h-8z" />
          </svg>
          convscope
        </h1>
        <p class="tagline">${t('page.tagline')}</p>
        ${this.views()}
        <fieldset class="segments">
          <legend class="sr-only">${t('language.label')}</legend>
          ${languageNames.map(([language, tag, name]) => this.languageChoice(language, tag, name))}
        </fieldset>
        <fieldset class="segments icons">
          <legend class="sr-only">${t('theme.label')}</legend>
          ${themes.map(([theme, icon]) => this.themeChoice(theme, icon))}
        </fieldset>
      </header>
    `;
  }

  views() {
    const shown = this.getAttribute('view') ?? 'playground';
    return html`<nav class="views" aria-label=${t('nav.views')}>
      ${views.map(
        ([view, address, icon]) => html`<a
          href=${address}
          aria-current=${view === shown ? 'page' : nothing}
        >
          ${icon} ${t(`nav.${view}`)}
        </a>`,
      )}
    </nav>`;
  }

  /** @param {'zh' | 'en'} language @param {string} tag @param {string} name */
  languageChoice(language, tag, name) {
    return html`<label lang=${tag}>
      <input
        type="radio"
        name="language"
        value=${language}
        .checked=${currentLanguage() === language}
        @change=${() => chooseLanguage(language)}
      />
      <span>${name}</span>
    </label>`;
  }

  /** @param {'system' | 'light' | 'dark'} theme @param {unknown} icon */
  themeChoice(theme, icon) {
    const name = t(`theme.${theme}`);
    return html`<label title=${name}>
      <input
        type="radio"
        name="theme"
        value=${theme}
        aria-label=${name}
        .checked=${currentTheme() === theme}
        @change=${() => this.choose(theme)}
      />
      <span>${icon}</span>
    </label>`;
  }

  /** @param {'system' | 'light' | 'dark'} theme */
  choose(theme) {
    chooseTheme(theme);
    this.requestUpdate();
  }
}
