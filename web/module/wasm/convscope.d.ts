/** The surface of the engine (engine/bindings) as Embind gives it to JavaScript. */

import type { Descriptor } from '../engine/heap.js';

export interface NativeNetwork {
  describe(): string;
  buffer(kind: string, layer: number, name: string): Descriptor;
  forward(count: number, training: boolean, keepMasks: boolean, keepActivations: boolean): void;
  aimAtLabels(count: number): void;
  propagateScore(output: number): void;
  gradCam(layer: number, sample: number, output: number): Descriptor;
  /** Gradient ascent from the first input; the mean of the channel for the new one. */
  excite(
    layer: number,
    channel: number,
    steps: number,
    rate: number,
    decay: number,
    blur: number,
  ): { score: number; input: Float32Array<ArrayBuffer> };
  explain(layer: number, sample: number, element: number): string;
  traceSources(layer: number, element: number): NativeTrace[];
  traceReach(element: number): NativeTrace[];
  statistics(layer: number, bins: number): string;
  parameterGradientNorm(layer: number): number;
  backward(): BatchResult;
  reinitialize(seed: number): void;
  saveWeights(): Descriptor;
  stageWeights(byteLength: number): Descriptor;
  loadWeights(): void;
  delete(): void;
}

/** Marks on the values of one layer, with their box. */
export interface NativeTrace extends Descriptor {
  box: [number, number][];
}

/** Mean loss and number of right answers over `count` images. */
export interface BatchResult {
  loss: number;
  correct: number;
  count: number;
}

export interface NativeDataset {
  stage(imageBytes: number, labelBytes: number): { images: Descriptor; labels: Descriptor };
  append(): number;
  appendValues(): void;
  size(): number;
  expected(): number;
  image(index: number): Descriptor;
  /** Copies of images, turned clockwise and moved. */
  place(first: number, count: number, degrees: number, right: number, down: number): Descriptor;
  label(index: number): number;
  close(): void;
  delete(): void;
}

export interface StepResult extends BatchResult {
  status: 'ok' | 'starved' | 'diverged';
  step: number;
  epoch: number;
  epochImages: number;
  epochSize: number;
  gradientNorm: number;
  learningRate: number;
  /** What was not finite, when the training diverged. */
  reason?: string;
}

export interface NativeTrainer {
  /** Its status: 0 ok, 1 starved, 2 diverged. */
  step(): number;
  /** Where the figures of the last step stand, in the order of StepResult. */
  figures(): Descriptor;
  /** Why the last step diverged. */
  divergence(): string;
  setLearningRate(rate: number): void;
  setOptions(options: string): void;
  options(): string;
  useAverage(averaged: boolean): void;
  saveState(): Descriptor;
  stageState(byteLength: number): Descriptor;
  loadState(): void;
  delete(): void;
}

export interface NativePreprocessor {
  stage(width: number, height: number): Descriptor;
  run(): {
    empty: boolean;
    image: Descriptor;
    box: { x: number; y: number; width: number; height: number };
  };
  delete(): void;
}

/** A worker of Emscripten's, in a browser or in Node. */
export interface ThreadWorker {
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): unknown;
  /** Node's: the process may end although this worker is there. */
  unref?(): void;
}

export interface NativeThreads {
  unusedWorkers: ThreadWorker[];
  loadWasmModuleToWorker(worker: ThreadWorker): Promise<unknown>;
  terminateAllThreads(): void;
}

export interface EngineModule {
  /** Shared between the threads, where there are several. */
  wasmMemory: WebAssembly.Memory;
  /** Emscripten's threads; only in the build that has them. */
  PThread?: NativeThreads;
  /** How many threads share the work, each but the caller's in an unused worker. */
  setThreads(count: number): void;
  threads(): number;
  checkTrainerOptions(options: string): void;
  liveObjects(): number;
  /** `mostBytes` of memory, `mostWeights` values of parameters and states. */
  Network: new (
    description: string,
    maxBatch: number,
    seed: number,
    mostBytes: number,
    mostWeights: number,
    blank: boolean,
  ) => NativeNetwork;
  Dataset: new (
    channels: number,
    height: number,
    width: number,
    classes: number,
    expectedCount: number,
    floats: boolean,
  ) => NativeDataset;
  Trainer: new (network: NativeNetwork, dataset: NativeDataset, options: string) => NativeTrainer;
  evaluate(
    network: NativeNetwork,
    dataset: NativeDataset,
    first: number,
    count: number,
  ): BatchResult;
  Preprocessor: new () => NativePreprocessor;
}

export interface ModuleOptions {
  instantiateWasm?: (
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ) => object;
  printErr?: (text: string) => void;
}

export default function create(options?: ModuleOptions): Promise<EngineModule>;
