import { icons } from 'convscope/elements';
import { html, LitElement, nothing } from 'lit';
import { Translated, t } from '../../i18n.js';

/** @typedef {import('../kit/lesson.js').Question} Question */
/** @typedef {import('../kit/lesson.js').Option} Option */

/**
 * A question with buttons for answers. With `explained`, a chosen answer is judged and explained at
 * once; without, it is a prediction, which only time will tell.
 */
export class ChoiceQuestion extends LitElement {
  /** @override */
  static properties = {
    question: { attribute: false },
    chosen: { attribute: false },
    explained: { type: Boolean },
    number: { type: Number },
  };

  constructor() {
    super();
    /** @type {Question | null} */
    this.question = null;
    this.chosen = -1;
    this.explained = false;
    this.number = 0;
    new Translated(this);
  }

  /** @override */
  createRenderRoot() {
    return this;
  }

  /** @param {number} detail */
  choose(detail) {
    this.dispatchEvent(new CustomEvent('choose', { detail }));
  }

  /** @override */
  render() {
    const { question, number, chosen } = this;
    if (!question) return nothing;
    return html`<div class="choices" role="group" aria-labelledby=${`ask-${number}`}>
      <p class="choices-ask" id=${`ask-${number}`}>
        ${number > 0 ? html`<b>${number}.</b> ` : nothing}${question.ask}
      </p>
      <ul>
        ${question.options.map((option, index) => this.option(option, index))}
      </ul>
      ${this.explained ? this.explanation(question.options[chosen]) : nothing}
      ${this.explained ? this.solution(question) : nothing}
    </div>`;
  }

  /** @param {Option} option @param {number} index */
  option(option, index) {
    const isChosen = index === this.chosen;
    const judged = isChosen && this.explained;
    const verdict = option.right ? 'right' : 'wrong';
    return html`<li>
      <button
        type="button"
        class="choice ${judged ? verdict : ''}"
        aria-pressed=${isChosen ? 'true' : 'false'}
        @click=${() => this.choose(index)}
      >
        <span class="choice-letter">${String.fromCharCode(65 + index)}</span>
        <span>${option.text}</span>
        ${judged ? (option.right ? icons.check : icons.close) : nothing}
      </button>
    </li>`;
  }

  /** @param {Option | undefined} option */
  explanation(option) {
    return html`<p class="choice-why" role="status">
      ${option ? html`<b>${t(option.right ? 'lessons.right' : 'lessons.wrong')}</b>${option.why}` : nothing}
    </p>`;
  }

  /** On paper nothing can be chosen. @param {Question} question */
  solution({ options }) {
    const index = options.findIndex(({ right }) => right);
    return html`<p class="choice-solution">
      ${t('lessons.answer')}<b>${String.fromCharCode(65 + index)}</b>. ${options[index]?.why}
    </p>`;
  }
}
