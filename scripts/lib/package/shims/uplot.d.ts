/** As much of uPlot's types as the elements mention; the library itself is bundled. */

/** Settings of a plot, which a chart makes for itself. */
export type Options = Record<string, unknown>;

declare namespace uPlot {
  /** Positions first, then one array a series; gaps are null. */
  type AlignedData = [
    xValues: ArrayLike<number>,
    ...yValues: (ArrayLike<number | null | undefined> | (number | null | undefined)[])[],
  ];
}

declare class uPlot {
  readonly width: number;
  destroy(): void;
}

export default uPlot;
