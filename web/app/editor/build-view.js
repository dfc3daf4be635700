import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { layers as schemas } from '../../module/schemas.js';
import { t } from '../i18n.js';
import { layerIcon } from '../panels/layer-icons.js';
import { Panel } from '../panels/panel.js';
import { added, moved, removed } from './description.js';
import { editorOf } from './editor.js';
import { EditorKeys } from './editor-keys.js';
import { refusedLayer } from './explain.js';
import { totals } from './figures.js';
import { historyButtons, presetButtons, told } from './head.js';
import { layerChooser } from './layer-chooser.js';
import { schemaOf } from './layer-row.js';
import { LayerRows } from './layer-rows.js';
import { lossFields } from './loss-fields.js';
import './editor.css';

/** The editor of the network. */
export class BuildView extends Panel {
  constructor() {
    super(['status', 'network', 'model', 'trainingState', 'dataset']);
    /** @type {import('./editor.js').Editor | null} */
    this.editor = null;
    this.rows = new LayerRows(this);
    /** Where a layer is about to be added. @type {number | null} */
    this.place = null;
    this.newType = '';
    /** Told to those who do not see the list. @type {Parameters<typeof t>} */
    this.said = [''];
    new EditorKeys(this);
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
          (_, index) =>
            this.rows.row(editor, index, {
              refusal: index === at ? refusal : null,
              below: this.chooserAt(index + 1),
            }),
        )}
      </ol>
      <p class="explain">${t('build.keys')}</p>
      ${lossFields(editor, this.rows.unread, (key, problem) => this.rows.refuse(key, problem))}
      <p class="sr-only" role="status">${this.said[0] && t(...this.said)}</p>`;
  }

  /** @param {import('./editor.js').Editor} editor @param {import('./presets.js').Preset} preset */
  usePreset(editor, { description, training, name }) {
    this.rows.clear();
    this.place = null;
    editor.begin(description, training);
    this.said = [`build.presets.${name}.about`];
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
      ${this.chooserAt(0)}
    </li>`;
  }

  /** @param {number} index */
  async drop(index) {
    const { editor } = this;
    if (!editor) return;
    this.said = ['build.said.removed', { name: editor.draft.layers[index].name }];
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
    this.said = ['build.said.moved', { name, place: to + 1, count }];
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

  /** @param {number} place */
  async ask(place) {
    this.place = this.place === place ? null : place;
    this.requestUpdate();
    await this.updateComplete;
    const select = this.querySelector('#build-type');
    if (select instanceof HTMLElement) select.focus();
  }

  /** @param {number} place */
  chooserAt(place) {
    if (this.place !== place) return nothing;
    return layerChooser({
      schemas,
      type: this.newType,
      choose: (type) => {
        this.newType = type;
        this.requestUpdate();
      },
      add: () => this.add(),
      cancel: () => this.ask(place),
    });
  }

  async add() {
    const { editor, place } = this;
    if (!editor || place === null) return;
    const draft = added(editor.draft, place, schemaOf(this.newType, schemas));
    const name = String(draft.layers[place].name);
    this.place = null;
    this.rows.opened.add(name);
    this.said = ['build.said.added', { name, place: place + 1 }];
    editor.edit(draft);
    this.requestUpdate();
    await this.updateComplete;
    this.focusRow(place);
  }

  undo() {
    this.rows.unread.clear();
    this.editor?.undo();
  }

  redo() {
    this.rows.unread.clear();
    this.editor?.redo();
  }
}

customElements.define('build-view', BuildView);
