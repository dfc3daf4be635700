/** Carries a row of a list to another place with the pointer. */

/**
 * @param {PointerEvent} event that of pressing the handle
 * @param {HTMLElement[]} rows
 * @param {{show: (to: number | null) => void, drop: (to: number) => void}} follow `show` is told where
 *   the row would go, and null at the end
 */
export function dragRow(event, rows, { show, drop }) {
  const handle = /** @type {HTMLElement} */ (event.currentTarget);
  const ending = new AbortController();
  const { signal } = ending;
  /** @type {number | null} */
  let to = null;
  const end = () => {
    ending.abort();
    show(null);
  };
  event.preventDefault();
  handle.setPointerCapture(event.pointerId);
  handle.addEventListener(
    'pointermove',
    ({ clientY }) => {
      to = placeAt(rows, clientY);
      show(to);
    },
    { signal },
  );
  handle.addEventListener(
    'pointerup',
    () => {
      end();
      if (to !== null) drop(to);
    },
    { signal },
  );
  handle.addEventListener('pointercancel', end, { signal });
  window.addEventListener('keydown', ({ key }) => key === 'Escape' && end(), { signal });
}

/** The row that is nearest. @param {HTMLElement[]} rows @param {number} y */
function placeAt(rows, y) {
  const distances = rows.map((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return Math.abs((top + bottom) / 2 - y);
  });
  return distances.indexOf(Math.min(...distances));
}
