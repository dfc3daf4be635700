import { html, nothing } from 'lit';
import { Camera } from './camera.js';
import { selectField } from './controls.js';
import { fromFile, fromImage, PictureProblem } from './picture.js';

/** @typedef {import('./picture.js').Picture} Picture */
/** @typedef {import('lit').ReactiveControllerHost & EventTarget} Host */

/**
 * Where the picture of a lab comes from: drawn by the page, a file of the learner, or the camera. What
 * does not work is told, and the picture before it stays.
 */
export class PictureSource {
  #host;
  #scenes;
  /** @type {Camera | null} */
  #camera = null;
  /** The files may be ready in another order than they were chosen. */
  #turn = 0;

  /** @param {Host} host @param {Record<string, () => Picture>} scenes by name; the first is shown first */
  constructor(host, scenes) {
    this.#host = host;
    this.#scenes = scenes;
    this.name = Object.keys(scenes)[0];
    this.picture = scenes[this.name]();
    /** Size of the file's picture. @type {{width: number, height: number} | null} */
    this.from = null;
    this.problem = '';
    host.addController(this);
  }

  hostDisconnected() {
    this.stop();
  }

  /** @param {Partial<Pick<PictureSource, 'name' | 'picture' | 'from' | 'problem'>>} change */
  #set(change) {
    Object.assign(this, { problem: '' }, change);
    this.#host.requestUpdate();
  }

  /** Ends the camera; its last frame stays. */
  stop() {
    this.#turn++;
    this.#camera?.stop();
    this.#camera = null;
    this.#host.requestUpdate();
  }

  /** @param {string} name of a scene */
  draw(name) {
    if (!(name in this.#scenes)) return;
    this.stop();
    this.#set({ name, picture: this.#scenes[name](), from: null });
  }

  /** @param {File} file */
  async read(file) {
    this.stop();
    const turn = this.#turn;
    try {
      const { picture, from } = await fromFile(file);
      if (turn === this.#turn) this.#set({ name: 'own', picture, from });
    } catch (error) {
      if (!(error instanceof PictureProblem)) throw error;
      if (turn === this.#turn) this.#set({ problem: error.message });
    }
  }

  film() {
    this.stop();
    const camera = new Camera();
    this.#camera = camera;
    this.#set({});
    const onFrame = (/** @type {HTMLVideoElement} */ video) => {
      const picture = fromImage(video, video.videoWidth, video.videoHeight);
      this.#set({ name: 'camera', picture, from: null });
    };
    camera.start(onFrame, (problem) => {
      if (this.#camera === camera) this.#camera = null;
      this.#set({ problem });
    });
  }

  /** @param {any} words */
  render(words) {
    const names = Object.keys(this.#scenes);
    const offered = names.includes(this.name) ? names : [...names, this.name];
    const options = offered.map(
      (name) => /** @type {const} */ ([name, String(words.pictures[name])]),
    );
    return html`<div class="lab-controls">
        ${selectField(words.picture, this.name, options, (name) => this.draw(name), 'picture')}
        <label class="button lab-file"
          >${words.upload}<input
            type="file"
            name="file"
            accept="image/*"
            @change=${(/** @type {Event} */ event) => this.onFile(event)}
        /></label>
        ${
          this.#camera
            ? html`<button type="button" class="button camera" @click=${() => this.stop()}>
                ${words.stopCamera}
              </button>`
            : html`<button type="button" class="button camera" @click=${() => this.film()}>
                ${words.camera}
              </button>`
        }
      </div>
      <p class="lab-hint">${words.stays}</p>
      ${this.problem ? html`<p role="alert" class="lab-problem">${words.problems[this.problem]}</p>` : nothing}`;
  }

  /** @param {Event} event */
  onFile({ target }) {
    const field = /** @type {HTMLInputElement} */ (target);
    const [file] = field.files ?? [];
    // The same file again is a change too.
    field.value = '';
    if (file) this.read(file);
  }
}
