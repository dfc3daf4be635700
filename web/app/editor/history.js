/** What was there, what is there, and what was taken back. Entries are never changed. */

/** More than that nobody takes back. */
const LONGEST = 100;

/** Milliseconds within which changes of the same thing are one, as those of a number being typed. */
const SAME_CHANGE = 1500;

/** @template T */
export class History {
  /** @param {T} first @param {() => number} [now] */
  constructor(first, now = () => performance.now()) {
    this.now = now;
    this.present = first;
    /** @type {T[]} */
    this.past = [];
    /** @type {T[]} */
    this.future = [];
    /** @type {{mark: string, at: number} | null} */
    this.last = null;
  }

  /**
   * @param {T} entry
   * @param {string} [mark] what is changed; the next change of the same joins this one
   */
  push(entry, mark = '') {
    const at = this.now();
    const joins = mark !== '' && this.last?.mark === mark && at - this.last.at < SAME_CHANGE;
    if (!joins) this.past = [...this.past, this.present].slice(-LONGEST);
    this.present = entry;
    this.future = [];
    this.last = { mark, at };
  }

  /** The present in another form. @param {T} entry */
  replace(entry) {
    this.present = entry;
    this.last = null;
  }

  /** All entries, in their order. */
  get entries() {
    return [...this.past, this.present, ...this.future];
  }

  /**
   * Takes over what was there before and after the present entry.
   *
   * @param {T[]} entries of an earlier history; without the present one they lead nowhere
   * @param {(a: T, b: T) => boolean} same
   */
  restore(entries, same) {
    const at = entries.findLastIndex((entry) => same(entry, this.present));
    if (at < 0) return;
    this.past = entries.slice(0, at);
    this.future = entries.slice(at + 1);
  }

  /** @param {T} entry */
  has(entry) {
    return entry === this.present || this.past.includes(entry) || this.future.includes(entry);
  }

  undo() {
    const entry = this.past.at(-1);
    if (entry === undefined) return false;
    this.past = this.past.slice(0, -1);
    this.future = [this.present, ...this.future];
    this.replace(entry);
    return true;
  }

  redo() {
    const [entry, ...rest] = this.future;
    if (entry === undefined) return false;
    this.past = [...this.past, this.present];
    this.future = rest;
    this.replace(entry);
    return true;
  }
}
