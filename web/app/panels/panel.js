import { LitElement } from 'lit';
import { Translated } from '../i18n.js';
import { playground } from '../state/playground.js';
import { Follow } from '../state/store.js';

/**
 * A part of the page: it renders into the page itself, in the language of the page, and follows the
 * keys of the state that it shows.
 */
export class Panel extends LitElement {
  /** @param {import('../state/store.js').StateKey[]} keys */
  constructor(keys) {
    super();
    this.playground = playground;
    new Translated(this);
    new Follow(this, playground.store, keys);
  }

  get page() {
    return this.playground.state;
  }

  /** @override */
  createRenderRoot() {
    return this;
  }
}
