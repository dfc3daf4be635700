import { icons } from 'convscope/elements';
import { html, LitElement, nothing } from 'lit';
import { currentLanguage, nameDocument, Translated, t } from '../../i18n.js';
import { stateOf } from '../kit/progress.js';
import { findLesson, lessons } from '../lessons.js';

/** @typedef {import('../lessons.js').Entry} Entry */

/** The list of lessons or, for the address of one (`#convolution`), the lesson with the list beside it. */
export class LessonsView extends LitElement {
  constructor() {
    super();
    new Translated(this);
    this.onAddress = () => this.follow();
    this.onProgress = () => this.requestUpdate();
  }

  /** @override */
  createRenderRoot() {
    return this;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    window.addEventListener('hashchange', this.onAddress);
    this.addEventListener('progress', this.onProgress);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.onAddress);
    this.removeEventListener('progress', this.onProgress);
  }

  get entry() {
    return findLesson(location.hash.slice(1));
  }

  /** Another lesson begins at its top, for the eye as for the keyboard. */
  async follow() {
    this.requestUpdate();
    await this.updateComplete;
    scrollTo({ top: 0, behavior: 'instant' });
    /** @type {HTMLElement | null} */ (this.querySelector('[data-start]'))?.focus();
  }

  /** @override */
  updated() {
    const { entry } = this;
    nameDocument(() =>
      entry ? `${entry.about.title[currentLanguage()]} – convscope` : t('lessons.title'),
    );
  }

  /** @override */
  render() {
    const { entry } = this;
    if (!entry) return this.index();
    const place = lessons.indexOf(entry);
    return html`<div class="lessons-reading">
      <nav class="lessons-nav" aria-label=${t('lessons.list')}>
        <a class="lessons-all" href="#">${icons.previous} ${t('lessons.all')}</a>
        <ol>
          ${lessons.map((one) => this.line(one, one === entry))}
        </ol>
      </nav>
      <lesson-page
        .entry=${entry}
        .earlier=${lessons[place - 1] ?? null}
        .later=${lessons[place + 1] ?? null}
      ></lesson-page>
    </div>`;
  }

  index() {
    const done = lessons.filter(({ id }) => stateOf(id) === 'done').length;
    return html`<div class="lessons-index">
      <h2 data-start tabindex="-1">${t('lessons.heading')}</h2>
      <p class="lessons-intro">${t('lessons.intro')}</p>
      <p class="lessons-count">${t('lessons.progress', { done, count: lessons.length })}</p>
      <ol>
        ${lessons.map((entry) => this.item(entry))}
      </ol>
    </div>`;
  }

  /** @param {Entry} entry @param {boolean} isCurrent */
  line({ id, number, about }, isCurrent) {
    const current = isCurrent ? 'page' : nothing;
    return html`<li data-state=${stateOf(id)}>
      <a href="#${id}" aria-current=${current}>
        <span class="lesson-number">${number}</span>
        <span>${about.title[currentLanguage()]}</span>
        ${this.mark(id)}
      </a>
    </li>`;
  }

  /** @param {Entry} entry */
  item({ id, number, about }) {
    const language = currentLanguage();
    return html`<li data-state=${stateOf(id)}>
      <a href="#${id}">
        <span class="lesson-number">${number}</span>
        <span class="lessons-text">
          <b>${about.title[language]}</b>
          <span>${about.summary[language]}</span>
        </span>
        ${this.mark(id)}
      </a>
    </li>`;
  }

  /** @param {string} id */
  mark(id) {
    const state = stateOf(id);
    if (state === 'new') return nothing;
    return html`<span class="lesson-mark ${state}">
      ${state === 'done' ? icons.check : nothing}
      <span class="sr-only">${t(`lessons.states.${state}`)}</span>
    </span>`;
  }
}
