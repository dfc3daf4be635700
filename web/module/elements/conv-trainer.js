import { css, html, LitElement } from 'lit';
import { presets } from '../index.js';
import { formatPercent, formatValue } from './core/format.js';
import { Localized, t } from './core/localize.js';
import { takeSession } from './core/shared-session.js';
import { buttons, shared } from './core/styles.js';

/** @typedef {import('../session/session.js').Session} Session */
/** @typedef {import('../session/session.js').SessionEvents} SessionEvents */
/** @typedef {import('../protocol.js').TrainingState} TrainingState */

/** What the element passes on of the session. */
const PASSED_ON = /** @type {const} */ (['progress', 'evaluation', 'state', 'error']);

/**
 * Trains the network that all elements of the page share: start, pause, single steps, a learning
 * rate that acts at once. A `<conv-chart>` with `for` draws its curves.
 *
 * @element conv-trainer
 * @attr {string} data - address of the data set's folder, with its manifest.json
 * @attr {'digits' | 'small' | 'lenet' | 'mlp'} preset - network to begin with, with random weights;
 *   the pretrained one if left out
 * @attr {number} epochs - passes over the training images
 * @attr {number} batch-size - images a step
 * @attr {number} rate - learning rate
 * @prop {TrainingState | 'loading'} state - what it is doing
 * @fires progress - `{step, epoch, epochProgress, loss, accuracy, learningRate, imagesPerSecond}`
 * @fires evaluation - on test images, now and then: `{step, loss, accuracy, count, full}`
 * @fires state - `{state, reason}`
 * @fires reset - the weights are new
 * @fires error - `{code, message}`
 * @cssprop --accent - slider
 * @cssprop --surface - buttons
 * @cssprop --line - borders
 * @cssprop --text - text
 * @cssprop --text-soft - what is said below the buttons
 * @csspart buttons - the buttons
 * @csspart status - what is said below them
 */
export class ConvTrainer extends LitElement {
  /** @override */
  static properties = {
    data: {},
    preset: {},
    epochs: { type: Number },
    batchSize: { type: Number, attribute: 'batch-size' },
    rate: { type: Number },
    state: { state: true },
    progress: { state: true },
  };

  constructor() {
    super();
    this.data = 'data/mnist/';
    /** @type {keyof typeof presets | ''} */
    this.preset = '';
    this.epochs = 1;
    this.batchSize = 64;
    this.rate = 0.002;
    /** @type {TrainingState | 'loading'} */
    this.state = 'loading';
    /** @type {SessionEvents['progress'] | null} */
    this.progress = null;
    /** @type {Promise<Session> | null} */
    this.session = null;
    /** @type {AbortController | null} */
    this.life = null;
    new Localized(this);
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    const { session, release } = takeSession();
    const life = new AbortController();
    this.life = life;
    this.session = session.then((begun) => this.prepare(begun, life.signal));
    this.session.catch((error) => this.fail(error));
    life.signal.addEventListener('abort', release);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.life?.abort();
    this.session = null;
  }

  /** @param {Session} session @param {AbortSignal} signal */
  async prepare(session, signal) {
    if (signal.aborted) return session;
    for (const name of PASSED_ON) {
      session.addEventListener(name, (event) => this.pass(name, event), { signal });
    }
    if (this.preset) await session.build(presets[this.preset].description);
    this.state = session.state;
    return session;
  }

  /** @param {typeof PASSED_ON[number]} name @param {Event} event */
  pass(name, event) {
    const { detail } = /** @type {CustomEvent} */ (event);
    if (name === 'progress') this.progress = detail;
    if (name === 'state') this.state = detail.state;
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** @param {unknown} error */
  fail(error) {
    if (!this.isConnected) return;
    this.state = 'failed';
    this.dispatchEvent(new CustomEvent('error', { detail: error }));
  }

  /** @param {(session: Session) => Promise<unknown>} act */
  async withSession(act) {
    try {
      if (this.session) await act(await this.session);
    } catch (error) {
      this.fail(error);
    }
  }

  get settings() {
    return { epochs: this.epochs, batchSize: this.batchSize, learningRate: this.rate };
  }

  /** Begins or goes on. */
  start() {
    return this.withSession(async (session) => {
      if (session.state === 'paused') return session.resume();
      this.loadImages(session);
      return session.train(this.settings);
    });
  }

  /** Training waits for what is on its way. @param {Session} session */
  loadImages(session) {
    session.loadDataset({ url: this.data }).catch((error) => this.fail(error));
  }

  /** Stops between two steps. */
  pause() {
    return this.withSession((session) => session.pause());
  }

  /** Makes one step. */
  step() {
    return this.withSession(async (session) => {
      if (session.state === 'idle') await session.loadDataset({ url: this.data });
      return session.stepOnce(session.state === 'idle' ? this.settings : {});
    });
  }

  /** New random weights. */
  reset() {
    return this.withSession(async (session) => {
      await session.reset();
      this.progress = null;
      this.dispatchEvent(new CustomEvent('reset'));
    });
  }

  /** @param {Event} event */
  onRate(event) {
    this.rate = 10 ** Number(/** @type {HTMLInputElement} */ (event.target).value);
    this.withSession((session) => session.setTraining({ learningRate: this.rate }));
  }

  /** @override */
  render() {
    const busy = this.state === 'running' || this.state === 'waiting';
    const loading = this.state === 'loading';
    return html`
      <div part="buttons" class="buttons" role="group" aria-label=${t('trainer.label')}>
        <button type="button" id="toggle" ?disabled=${loading} @click=${busy ? this.pause : this.start}>
          ${t(busy ? 'trainer.pause' : 'trainer.start')}
        </button>
        <button type="button" id="step" ?disabled=${loading || busy} @click=${this.step}>
          ${t('trainer.step')}
        </button>
        <button type="button" id="reset" ?disabled=${loading} @click=${this.reset}>
          ${t('trainer.reset')}
        </button>
        <label>
          ${t('trainer.rate')} <b>${formatValue(this.rate)}</b>
          <input
            type="range"
            min="-5"
            max="0"
            step="0.05"
            .value=${String(Math.log10(this.rate))}
            @input=${this.onRate}
          />
        </label>
      </div>
      <p part="status" class="status" role="status">${t(`trainer.state.${this.state}`)}${this.numbers()}</p>
    `;
  }

  numbers() {
    if (!this.progress) return '';
    const { step, loss, accuracy } = this.progress;
    const values = { step, loss: formatValue(loss), accuracy: formatPercent(accuracy) };
    return html` · ${t('trainer.progress', values)}`;
  }

  /** @override */
  static styles = [
    shared,
    buttons,
    css`
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
      }
      label {
        display: flex;
        flex: 1 1 12em;
        flex-wrap: wrap;
        gap: 4px 8px;
        align-items: center;
        font-size: var(--type-s, 13px);
      }
      input {
        flex: 1;
        min-width: 6em;
        accent-color: var(--accent, light-dark(#c43e16, #ff8552));
      }
      .status {
        margin: 8px 0 0;
        color: var(--text-soft, light-dark(#55635e, #9fafa8));
        font-size: var(--type-s, 13px);
      }
    `,
  ];
}
