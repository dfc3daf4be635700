/** What engine/bench measures inside the engine, as Embind gives it to JavaScript. */

/** One layer on a batch of a shape that matters. */
export interface CaseInfo {
  name: string;
  type: string;
}

/** Seconds of one call and the multiplications and additions in it, zeros included. */
export interface CaseTimes {
  forwardOperations: number;
  backwardOperations: number;
  forwardSeconds: number;
  backwardSeconds: number;
}

export interface BenchModule {
  /** GFLOP/s of multiply-adds on registers, by one thread of this build. */
  roofline(seconds: number): number;
  cases(): CaseInfo[];
  measure(index: number, seconds: number): CaseTimes;
}

export interface BenchOptions {
  locateFile?: (path: string, prefix: string) => string;
  printErr?: (text: string) => void;
}

export default function create(options?: BenchOptions): Promise<BenchModule>;
