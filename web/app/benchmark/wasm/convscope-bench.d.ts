/** What engine/bench measures inside the engine, as Embind gives it to JavaScript. */

/** One layer on a batch of a shape that matters. */
export interface CaseInfo {
  name: string;
  type: string;
}

/** The multiplications and additions in one call, zeros included, and the least seconds of one. */
export interface PassFigures {
  operations: number;
  seconds: number;
}

export interface CaseFigures {
  forward: PassFigures;
  gradients: PassFigures;
  /** Of multiply-adds on registers, which took turns with the case. */
  rooflineGflops: number;
}

export interface BenchModule {
  /** GFLOP/s of multiply-adds on registers, by one thread of this build. */
  roofline(seconds: number): number;
  cases(): CaseInfo[];
  measure(index: number, seconds: number): CaseFigures;
}

export interface BenchOptions {
  locateFile?: (path: string, prefix: string) => string;
  printErr?: (text: string) => void;
}

export default function create(options?: BenchOptions): Promise<BenchModule>;
