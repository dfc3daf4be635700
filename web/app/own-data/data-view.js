import { formatCount, icons } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { Panel } from '../panels/panel.js';
import { classNames } from '../state/classes.js';
import {
  FEWEST_CLASSES,
  imageAt,
  MOST_CLASSES,
  ofClass,
  relabelled,
  withoutImage,
} from './collection.js';
import { ownDataOf, SERVED } from './own-data.js';
import './own-data.css';
import './own-tuning.js';

/** Images shown of one class. */
const MOST_IMAGES = 60;

/** @typedef {import('./collection.js').Collection} Collection */

/** What the network learns: data sets that come along, own drawings, imported images. */
export class OwnDataView extends Panel {
  constructor() {
    super(['status', 'dataset', 'data', 'network', 'reading', 'trainingState']);
    /** @type {number | null} index of an image of the collection */
    this.chosen = null;
    /** Whether a fine-tuning runs. */
    this.busy = false;
    this.problem = '';
  }

  /** @override */
  willUpdate() {
    if (this.own || !this.playground.session) return;
    this.own = ownDataOf(this.playground);
    this.own.addEventListener('change', () => this.requestUpdate());
  }

  /** @override */
  render() {
    const { own } = this;
    if (!own) return html`<p class="placeholder">${t('network.loading')}</p>`;
    return html`<section class="own-data" aria-labelledby="own-title">
      <div class="view-head">
        <h2 id="own-title">${t('own.title')}</h2>
        <p>${t('own.intro')}</p>
      </div>
      ${this.choices(own)} ${this.newOnes()}
      ${this.problem ? html`<p class="problem" role="alert">${icons.warning} ${this.problem}</p>` : nothing}
      ${this.collection(own.current)}
    </section>`;
  }

  /** @param {import('./own-data.js').OwnData} own */
  choices(own) {
    const served = SERVED.map((id) => ({
      id,
      title: t(`own.sets.${id}`),
      note: t(`own.notes.${id}`),
    }));
    const others = own.own.map((one) => ({
      id: one.id,
      title: one.title,
      note: t('own.setNote', { classes: one.classes.length, count: one.labels.length }),
    }));
    return html`<fieldset class="sets">
      <legend class="sr-only">${t('own.which')}</legend>
      ${[...served, ...others].map(
        ({ id, title, note }) => html`<label class="set">
          <input
            type="radio"
            name="dataset"
            value=${id}
            ?disabled=${this.page.status !== 'ready' || this.busy}
            .checked=${this.page.dataset.id === id}
            @change=${() => this.use(id)}
          />
          <span><b>${title}</b><small>${note}</small></span>
        </label>`,
      )}
    </fieldset>`;
  }

  /** @param {string} id */
  use(id) {
    this.chosen = null;
    this.problem = '';
    return this.own?.use(id);
  }

  newOnes() {
    return html`<div class="new-sets">
      <form class="new-classes" @submit=${this.onCreate}>
        <label class="field">
          <span class="field-name">${t('own.newClasses')}</span>
          <input name="classes" required maxlength="300" placeholder=${t('own.newPlaceholder')} />
        </label>
        <button type="submit" class="button">${t('own.create')}</button>
      </form>
      <div class="import" @dragover=${(/** @type {Event} */ event) => event.preventDefault()} @drop=${this.onDrop}>
        <span>${t('own.import')}</span>
        ${this.fileButton('own.importFiles', false)} ${this.fileButton('own.importFolder', true)}
        <small>${t('own.importHint')}</small>
      </div>
    </div>`;
  }

  /** @param {string} name @param {boolean} folder */
  fileButton(name, folder) {
    return html`<label class="button small file">
      ${t(name)}
      <input
        type="file"
        multiple
        data-folder=${folder}
        ?webkitdirectory=${folder}
        @change=${(/** @type {Event} */ event) => this.onFiles(event)}
      />
    </label>`;
  }

  /** @param {SubmitEvent} event */
  onCreate(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const text = String(new FormData(form).get('classes'));
    const parted = text
      .split(/[,，、;；\n]|\s+/)
      .map((name) => name.trim())
      .filter(Boolean);
    const names = [...new Set(parted)];
    if (names.length < FEWEST_CLASSES || names.length > MOST_CLASSES) {
      this.fail(
        t('own.wrongCount', { least: FEWEST_CLASSES, most: MOST_CLASSES, count: names.length }),
      );
      return;
    }
    form.reset();
    this.problem = '';
    this.own?.create(names.join(' '), names);
  }

  /** @param {string} problem */
  fail(problem) {
    this.problem = problem;
    this.requestUpdate();
  }

  /** @param {Event} event */
  onFiles(event) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const files = [...(input.files ?? [])];
    input.value = '';
    return this.import(files);
  }

  /** @param {DragEvent} event */
  onDrop(event) {
    event.preventDefault();
    return this.import([...(event.dataTransfer?.files ?? [])]);
  }

  /** @param {File[]} files */
  async import(files) {
    if (files.length === 0) return;
    this.problem = '';
    try {
      const { readFiles } = await import('./files.js');
      const read = await readFiles(files);
      if (read.classes.length < FEWEST_CLASSES) throw new Error(t('own.oneClass'));
      const title = files[0].webkitRelativePath.split('/')[0] || files[0].name;
      const id = `own-${Date.now().toString(36)}`;
      await this.own?.put({ id, title, ...read });
      await this.use(id);
    } catch (error) {
      this.fail(t('own.unreadable', { detail: /** @type {Error} */ (error).message }));
    }
  }

  /** @param {Collection} collection */
  collection(collection) {
    const count = collection.labels.length;
    const own = !SERVED.includes(collection.id);
    return html`<div class="collection">
      <div class="collection-head">
        <h3>${own ? collection.title : t('own.drawings')} <small>${t('own.count', { count })}</small></h3>
        ${this.own?.earlier?.id === collection.id ? this.undo() : nothing}
        ${count > 0 ? this.exports(collection) : nothing}
        ${own ? this.removal(collection) : nothing}
      </div>
      <p class="explain">${this.advice(collection, own)}</p>
      ${own ? this.training(collection) : count > 0 ? this.tuning(collection) : nothing}
      ${count > 0 || own ? collection.classes.map((name, label) => this.classRow(collection, name, label)) : nothing}
    </div>`;
  }

  undo() {
    return html`<button type="button" class="button small" id="own-undo" @click=${() => this.own?.undo()}>
      ${icons.undo} ${t('own.undo')}
    </button>`;
  }

  /** @param {Collection} collection @param {boolean} own */
  advice(collection, own) {
    if (own) return t('own.ownAdvice');
    return t(collection.labels.length === 0 ? 'own.noDrawings' : 'own.tuneAdvice');
  }

  /** @param {Collection} collection */
  exports(collection) {
    const one = (
      /** @type {'toZip' | 'toIdxZip' | 'toCsv'} */ how,
      /** @type {string} */ name,
      /** @type {string} */ label,
    ) =>
      html`<button type="button" class="button small" data-export=${how} @click=${() => this.save(collection, how, name)}>
        ${label}
      </button>`;
    return html`<span class="exports" role="group" aria-label=${t('own.export')}>
      <span>${t('own.export')}</span>
      ${one('toZip', 'png.zip', 'PNG')} ${one('toIdxZip', 'idx.zip', 'IDX')} ${one('toCsv', 'csv', 'CSV')}
    </span>`;
  }

  /**
   * @param {Collection} collection
   * @param {'toZip' | 'toIdxZip' | 'toCsv'} how
   * @param {string} suffix
   */
  async save(collection, how, suffix) {
    const files = await import('./files.js');
    const address = URL.createObjectURL(files[how](collection));
    const link = document.createElement('a');
    link.href = address;
    link.download = `convscope-${collection.id}.${suffix}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  /** @param {Collection} collection */
  removal(collection) {
    const question = t('own.reallyRemove', {
      title: collection.title,
      count: collection.labels.length,
    });
    return html`<button
      type="button"
      class="button small quiet"
      @click=${() => confirm(question) && this.own?.remove(collection.id)}
    >${t('own.removeSet')}</button>`;
  }

  /** @param {Collection} collection */
  training(collection) {
    const filled = collection.classes.filter((_, label) => ofClass(collection, label).length > 0);
    const enough = filled.length === collection.classes.length;
    const running = this.page.trainingState === 'running';
    return html`<div class="tuning">
      <button
        type="button"
        id="own-train"
        class="button primary"
        ?disabled=${!enough || this.page.status !== 'ready' || running}
        @click=${() => this.own?.train()}
      >${icons.play} ${t('own.train')}</button>
      <small>${t(enough ? 'own.trainHint' : 'own.notEnough')}</small>
    </div>`;
  }

  /** @param {Collection} collection */
  tuning(collection) {
    const onBusy = (/** @type {Event} */ { target }) => {
      this.busy = /** @type {import('./own-tuning.js').OwnTuning} */ (target).busy !== null;
      this.requestUpdate();
    };
    return html`<own-tuning .collection=${collection} @busy=${onBusy}></own-tuning>`;
  }

  /** @param {Collection} collection @param {string} name @param {number} label */
  classRow(collection, name, label) {
    const indices = ofClass(collection, label);
    if (indices.length === 0 && SERVED.includes(collection.id)) return nothing;
    const more = indices.length - MOST_IMAGES;
    return html`<div class="class-row" data-class=${label}>
      <h4>${name} <small>${formatCount(indices.length)}</small></h4>
      <div class="thumbs">
        ${indices.slice(0, MOST_IMAGES).map((index) => this.thumb(collection, name, index))}
        ${more > 0 ? html`<span class="more">+ ${formatCount(more)}</span>` : nothing}
        ${indices.length === 0 ? html`<span class="more">${t('own.drawOne')}</span>` : nothing}
      </div>
      ${this.chosen !== null && indices.includes(this.chosen) ? this.tools(collection, this.chosen) : nothing}
    </div>`;
  }

  /** @param {Collection} collection @param {string} name @param {number} index */
  thumb(collection, name, index) {
    const label = t('own.image', { index: index + 1, name });
    return html`<button
      type="button"
      class="thumb"
      aria-label=${label}
      aria-pressed=${this.chosen === index ? 'true' : 'false'}
      @click=${() => this.choose(index)}
    ><conv-pixels .image=${imageAt(collection, index)} hide-label></conv-pixels></button>`;
  }

  /** @param {number} index */
  choose(index) {
    this.chosen = this.chosen === index ? null : index;
    this.requestUpdate();
  }

  /** @param {Collection} collection @param {number} index */
  tools(collection, index) {
    const names = classNames(this.page);
    return html`<div class="image-tools">
      <label>
        ${t('own.relabel')}
        <select @change=${(/** @type {Event} */ event) => this.relabel(collection, index, event)}>
          ${names.map((name, label) => html`<option value=${label} ?selected=${collection.labels[index] === label}>${name}</option>`)}
        </select>
      </label>
      <button type="button" class="button small" @click=${() => this.delete(collection, index)}>
        ${icons.clear} ${t('own.delete')}
      </button>
    </div>`;
  }

  /** @param {Collection} collection @param {number} index @param {Event} event */
  relabel(collection, index, event) {
    const { value } = /** @type {HTMLSelectElement} */ (event.target);
    return this.own?.put(relabelled(collection, index, Number(value)), { undoable: true });
  }

  /** @param {Collection} collection @param {number} index */
  delete(collection, index) {
    this.chosen = null;
    return this.own?.put(withoutImage(collection, index), { undoable: true });
  }
}

customElements.define('own-data-view', OwnDataView);
