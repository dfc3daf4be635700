/** As much of uPlot's types as the elements mention; the library itself is bundled. */

declare namespace uPlot {
  /** Settings of a plot, which a chart makes for itself. */
  type Options = Record<string, unknown>;

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
