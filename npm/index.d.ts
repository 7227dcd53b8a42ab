/** Where a run stands. */
export interface NoisePruneDetail {
  /** loading, running, paused, done or error */
  state: string;
  /** The part of the story: listen, score, prune or compare. */
  stage: string;
  /** Synapses that are decided, of all. */
  decided: number;
  synapses: number;
}

/** What a matrix is that was opened. */
export interface NoisePruneOpened {
  neurons: number;
  synapses: number;
  /** What was read, in sentences. */
  report: string;
}

/** All numbers of a finished run: what the page saves as JSON. The most used are named here. */
export interface NoisePruneNumbers {
  version: string;
  /** The link that reproduces the run. */
  link: string;
  params: Record<string, unknown>;
  /** Neurons. */
  n: number;
  /** Synapses before pruning. */
  synapses: number;
  /** What each rule left: noise, weight, uniform, strongest, covariance. */
  rules: Record<string, Record<string, unknown>>;
  [key: string]: unknown;
}

/** The bytes of a file with a matrix: CSV, a list of synapses, Matrix Market or NPY. */
export type NoisePruneFile = ArrayBuffer | ArrayBufferView | Blob;

export interface NoisePruneEventMap {
  "noise-prune-ready": CustomEvent<NoisePruneDetail>;
  "noise-prune-step": CustomEvent<NoisePruneDetail>;
  "noise-prune-done": CustomEvent<NoisePruneDetail>;
}

/** The element <noise-prune>: a recurrent network, pruned by its own noise. */
export class NoisePrune extends HTMLElement {
  /** The address of the page for all elements that have no `page` of their own. */
  static page: string;

  /** The run, as a link has it: net=…&keep=… */
  params: string;
  /** How much of the page there is: full, basic (default) or none. */
  embed: string;
  /** light, dark or projector; empty: the reader's own. */
  theme: string;
  /** Parts to leave out, separated by commas. */
  hide: string;
  /** Waits for play(). */
  paused: boolean;
  /** What the frame is called for screen readers. */
  label: string;
  /** The address of the page; empty: that of NoisePrune.page. */
  page: string;
  /** The address of the full page with the run as it now stands. */
  readonly link: string;

  play(): void;
  pause(): void;
  reset(): void;

  /** Shows a matrix of one's own. The name says what kind of file it is. Rejected with a sentence if it cannot be shown. */
  open(bytes: NoisePruneFile, name?: string): Promise<NoisePruneOpened>;
  /** All numbers of the finished run. */
  numbers(): Promise<NoisePruneNumbers>;

  addEventListener<K extends keyof NoisePruneEventMap>(
    type: K,
    listener: (this: NoisePrune, event: NoisePruneEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof NoisePruneEventMap>(
    type: K,
    listener: (this: NoisePrune, event: NoisePruneEventMap[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "noise-prune": NoisePrune;
  }
  interface GlobalEventHandlersEventMap extends NoisePruneEventMap {}
}
