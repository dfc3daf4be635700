/**
 * Stand-ins for what the elements, and the library they are made with, reach for when they are
 * imported. On a server there is none of it, and a page that is rendered there imports them too.
 */

const scope = /** @type {any} */ (globalThis);

export const HTMLElement = scope.HTMLElement ?? class {};
export const customElements = scope.customElements ?? {
  get: () => undefined,
  define: () => undefined,
};
export const document = scope.document ?? { createTreeWalker: () => undefined };
