import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { t } from '../i18n.js';
import { layerIcon } from '../panels/layer-icons.js';
import { Panel } from '../panels/panel.js';
import { added, moved, removed, renamed, withInputs, withOption } from './description.js';
import { editorOf } from './editor.js';
import { explain, refusedLayer } from './explain.js';
import { totals } from './figures.js';
import { historyButtons, presetButtons, told } from './head.js';
import { layerChooser } from './layer-chooser.js';
import { layerRow, schemaOf } from './layer-row.js';
import { lossFields } from './loss-fields.js';
import { dragRow } from './row-drag.js';
import './editor.css';

/** Steps through the list for a key that is pressed with Alt. @type {Record<string, number>} */
const STEPS = { ArrowUp: -1, ArrowDown: 1 };

/** The editor of the network. */
export class BuildView extends Panel {
  constructor() {
    super(['status', 'network', 'model', 'trainingState', 'dataset']);
    /** @type {import('./editor.js').Editor | null} */
    this.editor = null;
    /** Names of the layers whose settings are shown. @type {Set<string>} */
    this.opened = new Set();
    /** Where a layer is about to be added. @type {number | null} */
    this.place = null;
    this.newType = '';
    /** What is written in fields and says nothing, by name of layer and option. @type {Map<string, string>} */
    this.unread = new Map();
    /** @type {{from: number, to: number} | null} */
    this.dragged = null;
    /** Said to those who do not see the list. */
    this.said = '';
    this.onDocumentKey = (/** @type {KeyboardEvent} */ event) => this.onKey(event);
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('keydown', this.onDocumentKey);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.onDocumentKey);
  }

  /** @override */
  willUpdate() {
    if (this.editor) return;
    this.editor = editorOf(this.playground);
    this.editor?.addEventListener('change', () => this.requestUpdate());
  }

  /** @override */
  render() {
    const { editor } = this;
    return html`<section class="build" aria-labelledby="build-title">
      <div class="view-head">
        <h2 id="build-title">${t('build.title')}</h2>
        <p>${t('build.intro')}</p>
      </div>
      ${editor ? this.content(editor) : html`<p class="placeholder">${t('network.loading')}</p>`}
    </section>`;
  }

  /** @param {import('./editor.js').Editor} editor */
  content(editor) {
    const { finding, draft } = editor;
    const refusal = finding?.draft === draft ? finding.refusal : null;
    const at = refusal ? refusedLayer(refusal, draft.layers) : -1;
    return html`${presetButtons((preset) => this.usePreset(editor, preset))}
      ${historyButtons(editor, Boolean(refusal), {
        undo: () => this.undo(),
        redo: () => this.redo(),
      })}
      ${refusal && at < 0 ? html`<p class="problem" role="alert">${told(refusal)}</p>` : nothing}
      ${editor.fitting ? totals(editor.fitting) : nothing}
      <ol class="build-list" aria-label=${t('build.list')}>
        ${this.inputRow(editor)}
        ${repeat(
          draft.layers,
          ({ name }) => name,
          (_, index) => this.row(editor, index, index === at ? refusal : null),
        )}
      </ol>
      <p class="explain">${t('build.keys')}</p>
      ${lossFields(editor, this.unread, (key, problem) => this.refuse(key, problem))}
      <p class="sr-only" role="status">${this.said}</p>`;
  }

  /** @param {import('./editor.js').Editor} editor @param {import('./presets.js').Preset} preset */
  usePreset(editor, { description, training, name }) {
    this.opened.clear();
    this.unread.clear();
    this.place = null;
    editor.begin(description, training);
    this.said = t(`build.presets.${name}.about`);
    this.requestUpdate();
  }

  /** @param {import('./editor.js').Editor} editor */
  inputRow(editor) {
    const { input } = editor.draft;
    return html`<li class="build-row build-input">
      <div class="build-line">
        <span class="build-icon">${layerIcon('Input')}</span>
        <span class="build-title"><b>${t('elements.types.Input')}</b></span>
        <span class="build-shape">${input.join('\u2009×\u2009')}</span>
        <span class="build-buttons">
          <button
            type="button"
            class="button quiet small"
            id="build-first"
            @click=${() => this.ask(0)}
          >${t('build.addFirst')}</button>
        </span>
      </div>
      ${this.place === 0 ? this.chooser(editor) : nothing}
    </li>`;
  }

  /**
   * @param {import('./editor.js').Editor} editor
   * @param {number} index
   * @param {import('../worker/drafts.js').Refusal | null} refusal
   */
  row(editor, index, refusal) {
    const { draft, finding } = editor;
    const { layers } = draft;
    const name = String(layers[index].name);
    const info = finding?.draft === draft ? finding.layers[index] : undefined;
    return layerRow({
      layers,
      index,
      schema: schemaOf(layers[index].type, editor.schemas),
      info,
      open: this.opened.has(name),
      problem: refusal ? { text: told(refusal), option: explain(refusal).option } : null,
      unread: this.unreadOf(name),
      drop: this.dragged?.to === index ? (this.dragged.from < index ? 'after' : 'before') : '',
      below: this.place === index + 1 ? this.chooser(editor) : nothing,
      actions: this.actions(editor),
    });
  }

  /** @param {string} name @returns {Record<string, string>} */
  unreadOf(name) {
    const own = [...this.unread].filter(([key]) => key.startsWith(`${name}.`));
    return Object.fromEntries(own.map(([key, problem]) => [key.slice(name.length + 1), problem]));
  }

  /** @param {import('./editor.js').Editor} editor @returns {import('./layer-row.js').RowActions} */
  actions(editor) {
    const nameOf = (/** @type {number} */ index) => String(editor.draft.layers[index].name);
    return {
      open: (index) => this.toggle(nameOf(index)),
      move: (index, to) => this.move(index, to, document.activeElement),
      remove: (index) => this.drop(index),
      insert: (index) => this.ask(index),
      set: (index, option, value) => {
        this.unread.delete(`${nameOf(index)}.${option.name}`);
        editor.edit(
          withOption(editor.draft, index, option, value),
          `${nameOf(index)}.${option.name}`,
        );
        this.requestUpdate();
      },
      refuse: (index, option, problem) => this.refuse(`${nameOf(index)}.${option}`, problem),
      wire: (index, inputs) => editor.edit(withInputs(editor.draft, index, inputs)),
      rename: (index, name) => this.rename(index, name),
      drag: (index, event) => this.drag(index, event),
    };
  }

  /** @param {string} key @param {string} problem */
  refuse(key, problem) {
    this.unread.set(key, problem);
    this.requestUpdate();
  }

  /** @param {string} name */
  toggle(name) {
    if (!this.opened.delete(name)) this.opened.add(name);
    this.requestUpdate();
  }

  /** @param {number} index @param {string} name */
  rename(index, name) {
    const { editor } = this;
    const old = String(editor?.draft.layers[index].name);
    if (!editor || name === old) return;
    if (this.opened.delete(old)) this.opened.add(name);
    editor.edit(renamed(editor.draft, index, name));
  }

  /** @param {number} index */
  async drop(index) {
    const { editor } = this;
    if (!editor) return;
    this.said = t('build.said.removed', { name: editor.draft.layers[index].name });
    editor.edit(removed(editor.draft, index));
    await this.updateComplete;
    this.focusRow(Math.min(index, editor.draft.layers.length - 1));
  }

  /**
   * @param {number} from
   * @param {number} to
   * @param {Element | null} [focused] what keeps the focus, if it can
   */
  async move(from, to, focused = null) {
    const { editor } = this;
    if (!editor || to === from || to < 0 || to >= editor.draft.layers.length) return;
    const { name } = editor.draft.layers[from];
    const control = [...(focused?.classList ?? [])].find((each) => each.startsWith('build-'));
    editor.edit(moved(editor.draft, from, to));
    const count = editor.draft.layers.length;
    this.said = t('build.said.moved', { name, place: to + 1, count });
    await this.updateComplete;
    this.focusRow(to, control);
  }

  /** @param {number} index @param {string} [control] class of a button in the row */
  focusRow(index, control = 'build-title') {
    const row = this.querySelector(`.build-row[data-index="${index}"]`);
    const wanted = row?.querySelector(`.${control}:not(:disabled)`);
    const found = wanted ?? row?.querySelector('.build-title');
    if (found instanceof HTMLElement) found.focus();
  }

  /** @param {number} index @param {PointerEvent} event */
  drag(index, event) {
    const rows = /** @type {HTMLElement[]} */ ([...this.querySelectorAll('[data-index]')]);
    dragRow(event, rows, {
      show: (to) => {
        this.dragged = to === null ? null : { from: index, to };
        this.requestUpdate();
      },
      drop: (to) => this.move(index, to),
    });
  }

  /** @param {number} place */
  async ask(place) {
    this.place = this.place === place ? null : place;
    this.requestUpdate();
    await this.updateComplete;
    const select = this.querySelector('#build-type');
    if (select instanceof HTMLElement) select.focus();
  }

  /** @param {import('./editor.js').Editor} editor */
  chooser({ schemas }) {
    return layerChooser({
      schemas,
      type: this.newType,
      choose: (type) => {
        this.newType = type;
        this.requestUpdate();
      },
      add: () => this.add(),
      cancel: () => this.ask(this.place ?? 0),
    });
  }

  async add() {
    const { editor, place } = this;
    if (!editor || place === null) return;
    const draft = added(editor.draft, place, schemaOf(this.newType, editor.schemas));
    const name = String(draft.layers[place].name);
    this.place = null;
    this.opened.add(name);
    this.said = t('build.said.added', { name, place: place + 1 });
    editor.edit(draft);
    this.requestUpdate();
    await this.updateComplete;
    this.focusRow(place);
  }

  undo() {
    this.unread.clear();
    this.editor?.undo();
  }

  redo() {
    this.unread.clear();
    this.editor?.redo();
  }

  /** Keys that nothing else on the page has, while the view is shown. @param {KeyboardEvent} event */
  onKey(event) {
    const from = /** @type {HTMLElement} */ (event.target);
    const here = this.contains(from) || from === document.body;
    if (this.page.view !== 'build' || !here) return;
    const row = from.closest('[data-index]');
    if (event.altKey && event.key in STEPS && row instanceof HTMLElement) {
      if (from.matches('select')) return;
      event.preventDefault();
      const index = Number(row.dataset.index);
      this.move(index, index + STEPS[event.key], document.activeElement);
    } else this.onHistoryKey(event);
  }

  /** @param {KeyboardEvent} event */
  onHistoryKey(event) {
    const { shiftKey, ctrlKey, metaKey } = event;
    const key = event.key.toLowerCase();
    const back = (ctrlKey || metaKey) && key === 'z' && !shiftKey;
    const forth = ((ctrlKey || metaKey) && key === 'z' && shiftKey) || (ctrlKey && key === 'y');
    if (!back && !forth) return;
    event.preventDefault();
    if (back) this.undo();
    else this.redo();
  }
}

customElements.define('build-view', BuildView);
