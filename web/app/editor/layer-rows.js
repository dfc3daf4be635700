import { layers as schemas } from '../../module/schemas.js';
import { renamed, withInputs, withOption } from './description.js';
import { explain } from './explain.js';
import { told } from './head.js';
import { layerRow, schemaOf } from './layer-row.js';
import { dragRow } from './row-drag.js';

/** @typedef {import('./editor.js').Editor} Editor */

/** The rows of the list: which of them are open, what their fields hold, which one is carried. */
export class LayerRows {
  /** @param {import('./build-view.js').BuildView} view */
  constructor(view) {
    this.view = view;
    /** Names of the layers whose settings are shown. @type {Set<string>} */
    this.opened = new Set();
    /** What is written in fields and says nothing, by name of layer and option. @type {Map<string, string>} */
    this.unread = new Map();
    /** @type {{from: number, to: number} | null} */
    this.dragged = null;
  }

  clear() {
    this.opened.clear();
    this.unread.clear();
  }

  /**
   * @param {Editor} editor
   * @param {number} index
   * @param {{refusal: import('../worker/drafts.js').Refusal | null, below: unknown}} now
   */
  row(editor, index, { refusal, below }) {
    const { draft, finding } = editor;
    const { layers } = draft;
    const name = String(layers[index].name);
    const { dragged } = this;
    return layerRow({
      layers,
      index,
      schema: schemaOf(layers[index].type, schemas),
      info: finding?.draft === draft ? finding.layers[index] : undefined,
      open: this.opened.has(name),
      problem: refusal ? { text: told(refusal), option: explain(refusal).option } : null,
      unread: this.unreadOf(name),
      drop: dragged?.to === index ? (dragged.from < index ? 'after' : 'before') : '',
      below,
      actions: this.actions(editor),
    });
  }

  /** @param {string} name @returns {Record<string, string>} */
  unreadOf(name) {
    const own = [...this.unread].filter(([key]) => key.startsWith(`${name}.`));
    return Object.fromEntries(own.map(([key, problem]) => [key.slice(name.length + 1), problem]));
  }

  /** @param {Editor} editor @returns {import('./layer-row.js').RowActions} */
  actions(editor) {
    const { view } = this;
    const nameOf = (/** @type {number} */ index) => String(editor.draft.layers[index].name);
    return {
      open: (index) => this.toggle(nameOf(index)),
      move: (index, to) => view.move(index, to, document.activeElement),
      remove: (index) => view.drop(index),
      insert: (index) => view.ask(index),
      set: (index, option, value) => {
        const field = `${nameOf(index)}.${option.name}`;
        this.unread.delete(field);
        editor.edit(withOption(editor.draft, index, option, value), field);
        view.requestUpdate();
      },
      refuse: (index, option, problem) => this.refuse(`${nameOf(index)}.${option}`, problem),
      wire: (index, inputs) => editor.edit(withInputs(editor.draft, index, inputs)),
      rename: (index, name) => this.rename(editor, index, name),
      drag: (index, event) => this.drag(index, event),
    };
  }

  /** @param {string} key @param {string} problem */
  refuse(key, problem) {
    this.unread.set(key, problem);
    this.view.requestUpdate();
  }

  /** @param {string} name */
  toggle(name) {
    if (!this.opened.delete(name)) this.opened.add(name);
    this.view.requestUpdate();
  }

  /** @param {Editor} editor @param {number} index @param {string} name */
  rename(editor, index, name) {
    const old = String(editor.draft.layers[index].name);
    if (name === old) return;
    if (this.opened.delete(old)) this.opened.add(name);
    editor.edit(renamed(editor.draft, index, name));
  }

  /** @param {number} index @param {PointerEvent} event */
  drag(index, event) {
    const { view } = this;
    const rows = /** @type {HTMLElement[]} */ ([...view.querySelectorAll('[data-index]')]);
    dragRow(event, rows, {
      show: (to) => {
        this.dragged = to === null ? null : { from: index, to };
        view.requestUpdate();
      },
      drop: (to) => view.move(index, to),
    });
  }
}
