import { icons } from 'convscope/elements';
import { html, LitElement, nothing } from 'lit';
import { currentLanguage, Translated, t } from '../../i18n.js';
import { playgroundLink } from '../../share/link.js';
import { keepProgress, progressOf } from '../kit/progress.js';
import { section } from './section.js';

/** @typedef {import('../lessons.js').Entry} Entry */
/** @typedef {import('../kit/lesson.js').Lesson} Lesson */
/** @typedef {import('../kit/lesson.js').Texts} Texts */

/** Suits every network of a lab; what the lesson before asked for may not. */
const USUAL = /** @type {const} */ ({
  optimizer: 'Adam',
  learningRate: 0.002,
  schedule: 'constant',
  batchSize: 32,
});

/**
 * A lesson: question, lab, what was seen, check, programs. The lab opens with the learner's
 * prediction; the printed page has everything.
 */
export class LessonPage extends LitElement {
  /** @override */
  static properties = {
    entry: { attribute: false },
    earlier: { attribute: false },
    later: { attribute: false },
    lesson: { state: true },
    failure: { state: true },
  };

  constructor() {
    super();
    /** @type {Entry | null} */
    this.entry = null;
    /** @type {Entry | null} */
    this.earlier = null;
    /** @type {Entry | null} */
    this.later = null;
    /** @type {Lesson | null} */
    this.lesson = null;
    this.failure = '';
    /** @type {import('../kit/lab.js').LabElement | null} */
    this.lab = null;
    this.progress = progressOf('');
    new Translated(this);
    this.addEventListener('lab-change', () => this.linkLab());
  }

  /** @override */
  createRenderRoot() {
    return this;
  }

  /** @param {Map<PropertyKey, unknown>} changed @override */
  willUpdate(changed) {
    if (changed.has('entry') && this.entry) this.open(this.entry);
  }

  /** @param {Entry} entry */
  async open(entry) {
    this.lesson = null;
    this.lab = null;
    this.failure = '';
    this.progress = progressOf(entry.id);
    try {
      const lesson = await entry.load();
      if (!customElements.get(lesson.lab)) customElements.define(lesson.lab, lesson.element);
      if (entry === this.entry) this.lesson = lesson;
    } catch (error) {
      if (entry === this.entry) this.failure = String(/** @type {Error} */ (error).message);
    }
  }

  /** @param {Partial<import('../kit/progress.js').Progress>} change */
  keep(change) {
    if (!this.entry) return;
    this.progress = { ...this.progress, ...change };
    keepProgress(this.entry.id, this.progress);
    this.dispatchEvent(new CustomEvent('progress', { bubbles: true }));
    this.requestUpdate();
  }

  /** @param {number} guess */
  async predict(guess) {
    const isFirst = this.progress.guess === undefined;
    this.keep({ guess });
    await this.updateComplete;
    if (isFirst) /** @type {HTMLElement} */ (this.querySelector('#lab-title'))?.focus();
  }

  /** @param {number} index @param {number} choice @param {Texts} texts */
  answer(index, choice, { checks }) {
    const answers = checks.map((_, i) => this.progress.answers[i] ?? -1);
    answers[index] = choice;
    const isRight = checks.every(({ options }, i) => options[answers[i]]?.right);
    this.keep({ answers, done: this.progress.done || isRight });
  }

  /** The link into the playground follows the lab. */
  linkLab() {
    const state = this.lab?.playground ?? null;
    const link = /** @type {HTMLAnchorElement | null} */ (this.querySelector('#to-playground'));
    if (!link) return;
    link.hidden = state === null;
    if (state) link.href = playgroundLink({ training: USUAL, ...state });
  }

  /** @override */
  render() {
    const { entry, lesson } = this;
    if (!entry) return nothing;
    return html`<article class="lesson" lang=${document.documentElement.lang}>
      ${this.head(entry)}
      ${lesson ? this.parts(lesson) : this.waiting()}
      ${this.foot()}
    </article>`;
  }

  /** @param {Entry} entry */
  head({ number, about }) {
    const language = currentLanguage();
    const other = language === 'zh' ? 'en' : 'zh';
    return html`<header class="lesson-head">
      <p class="lesson-place">${t('lessons.place', { number })}</p>
      <h2 data-start tabindex="-1">${about.title[language]}</h2>
      <p class="lesson-other" lang=${other === 'zh' ? 'zh-CN' : 'en'}>${about.title[other]}</p>
      <p class="lesson-summary">${about.summary[language]}</p>
    </header>`;
  }

  waiting() {
    if (!this.failure) return html`<p role="status">${t('lessons.loading')}</p>`;
    return html`<p role="alert">${t('lessons.failed')} <code>${this.failure}</code></p>
      <button type="button" class="button" @click=${() => this.entry && this.open(this.entry)}>
        ${t('lessons.again')}
      </button>`;
  }

  /** @param {Lesson} lesson */
  parts(lesson) {
    const texts = lesson.texts[currentLanguage()];
    const gate = this.progress.guess === undefined ? 'gated' : '';
    return html`<div class="lesson-parts ${gate}">
      ${this.question(texts)}
      ${section('lab', this.labPart(lesson, texts))}
      ${section('seen', html`${this.verdict(texts)} ${texts.seen}`)}
      ${section('check', this.checks(texts))}
      ${section('code', this.programs(lesson, texts))}
    </div>`;
  }

  /** @param {Texts} texts */
  question({ question }) {
    const { guess } = this.progress;
    return section(
      'question',
      html`<choice-question
          .question=${question}
          .chosen=${guess ?? -1}
          @choose=${(/** @type {CustomEvent} */ { detail }) => this.predict(detail)}
        ></choice-question>
        ${
          guess === undefined
            ? html`<p class="lesson-skip">
              <button type="button" class="button small" @click=${() => this.predict(-1)}>
                ${t('lessons.skip')}
              </button>
            </p>`
            : html`<p class="lesson-noted">${t(guess < 0 ? 'lessons.skipped' : 'lessons.noted')}</p>`
        }`,
    );
  }

  /** @param {Lesson} lesson @param {Texts} texts */
  labPart({ lab }, { lab: words }) {
    this.lab ??= /** @type {import('../kit/lab.js').LabElement} */ (document.createElement(lab));
    this.lab.words = words;
    return html`${this.lab}
      <p class="lesson-link">
        <a id="to-playground" class="button" hidden href="./">${icons.pen} ${t('lessons.open')}</a>
      </p>`;
  }

  /** @param {Texts} texts */
  verdict({ question }) {
    const chosen = question.options[this.progress.guess ?? -1];
    const answer = question.options.find(({ right }) => right);
    const told = chosen ?? answer;
    return html`<div class="lesson-verdict ${chosen?.right ? 'right' : ''}">
      ${
        chosen
          ? html`<p>
              ${t('lessons.expected')}<b>${chosen.text}</b>
              <span class="lesson-mark ${chosen.right ? 'done' : 'wrong'}">
                ${chosen.right ? icons.check : icons.close}
              </span>
              ${t(chosen.right ? 'lessons.right' : 'lessons.wrong')}
            </p>`
          : nothing
      }
      <p>${told?.why}</p>
      ${chosen && !chosen.right ? html`<p>${answer?.why}</p>` : nothing}
    </div>`;
  }

  /** @param {Texts} texts */
  checks(texts) {
    const { answers } = this.progress;
    return html`${texts.checks.map(
      (question, index) => html`<choice-question
          explained
          number=${index + 1}
          .question=${question}
          .chosen=${answers[index] ?? -1}
          @choose=${(/** @type {CustomEvent} */ { detail }) => this.answer(index, detail, texts)}
        ></choice-question>`,
    )}
      ${this.progress.done ? html`<p class="lesson-done" role="status">${t('lessons.done')}</p>` : nothing}`;
  }

  /** @param {Lesson} lesson @param {Texts} texts */
  programs({ code }, { code: remark }) {
    return html`<code-blocks .code=${code}></code-blocks>
      ${remark ? html`<p>${remark}</p>` : nothing}`;
  }

  foot() {
    const language = currentLanguage();
    const { earlier, later } = this;
    return html`<nav class="lesson-foot" aria-label=${t('lessons.neighbours')}>
      ${earlier ? html`<a href="#${earlier.id}" rel="prev">${icons.previous} ${earlier.about.title[language]}</a>` : nothing}
      ${later ? html`<a href="#${later.id}" rel="next">${later.about.title[language]} ${icons.next}</a>` : nothing}
    </nav>`;
  }
}
