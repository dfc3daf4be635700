/** As much of Lit's types as the elements mention; the library itself is bundled. */

export interface CSSResult {
  readonly cssText: string;
}

/** What a template renders. */
export interface TemplateResult<T = 1 | 2> {
  readonly _$litType$: T;
}

/** What a template renders where there is nothing to show. */
export declare const nothing: unique symbol;

export interface ReactiveController {
  hostConnected?(): void;
  hostDisconnected?(): void;
}

export interface ReactiveControllerHost {
  addController(controller: ReactiveController): void;
  requestUpdate(): void;
  readonly updateComplete: Promise<boolean>;
}

/** How an attribute becomes a property. */
export interface ComplexAttributeConverter<T = unknown, Hint = unknown> {
  fromAttribute?(value: string | null, type?: Hint): T;
}

/** The base class of the elements. */
export declare class LitElement extends HTMLElement implements ReactiveControllerHost {
  readonly renderRoot: HTMLElement | ShadowRoot;
  readonly hasUpdated: boolean;
  readonly isUpdatePending: boolean;
  readonly updateComplete: Promise<boolean>;
  addController(controller: ReactiveController): void;
  requestUpdate(): void;
  connectedCallback(): void;
  disconnectedCallback(): void;
  protected firstUpdated(changed: Map<string, unknown>): void;
  protected willUpdate(changed: Map<string, unknown>): void;
  protected updated(changed: Map<string, unknown>): void;
}
