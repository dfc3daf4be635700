import { messages } from './messages.js';

/**
 * The words of the elements. Alone they speak the language of the page (`lang` of the root element,
 * English unless Chinese); a page with its own i18n library hands over its translate function.
 */

/** @typedef {(key: string, values?: Record<string, unknown>) => string} Translate */

/** @type {Set<() => void>} */
const listeners = new Set();

/** @type {Translate} */
let translate = (key, values = {}) => {
  const table = document.documentElement.lang.startsWith('zh') ? messages.zh : messages.en;
  const text = key
    .replace(/^elements\./, '')
    .split('.')
    .reduce((node, part) => /** @type {any} */ (node)?.[part], /** @type {any} */ (table));
  return String(text ?? key).replace(/\{\{(\w+)\}\}/g, (_, name) => String(values[name] ?? ''));
};

/**
 * Sets where the elements get their words from and renders all of them anew. The keys are those of
 * `elementMessages` below "elements.".
 * @param {Translate} next
 */
export function setTranslator(next) {
  translate = next;
  for (const listener of listeners) listener();
}

/** @type {Translate} */
export const t = (key, values) => translate(`elements.${key}`, values);

/** Renders the host again when the language changes. */
export class Localized {
  /** @param {import('lit').ReactiveControllerHost} host */
  constructor(host) {
    this.update = () => host.requestUpdate();
    host.addController(this);
  }

  hostConnected() {
    listeners.add(this.update);
  }

  hostDisconnected() {
    listeners.delete(this.update);
  }
}
