/** Numbers that are the same on every machine and in every run. */
export class Random {
  /** @param {number} seed */
  constructor(seed) {
    this.state = seed >>> 0;
  }

  /** The next number of [0, 1), by the mulberry32 generator. */
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** @param {number} low @param {number} high */
  between(low, high) {
    return low + (high - low) * this.next();
  }

  /**
   * `count` items, each choice as often as any other, in random order.
   * @template T
   * @param {readonly T[]} choices
   * @param {number} count
   * @returns {T[]}
   */
  deck(choices, count) {
    const cards = Array.from({ length: count }, (_, index) => choices[index % choices.length]);
    for (let last = cards.length - 1; last > 0; last--) {
      const other = Math.floor(this.next() * (last + 1));
      [cards[last], cards[other]] = [cards[other], cards[last]];
    }
    return cards;
  }
}
