import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`An input of 7 × 7, a kernel of 3 × 3 that moves 2 cells at a time, no padding. How large is
      the output?`,
    options: [
      {
        text: '2 × 2',
        why: html`The kernel slides twice along a row, but the place where it starts counts too.`,
      },
      {
        text: '3 × 3',
        right: true,
        why: html`The window is 3 wide, so 4 cells are left: two slides of 2. With the start, 3 places in a
          row.`,
      },
      { text: '5 × 5', why: html`That would be with steps of one cell.` },
    ],
  },
  seen: html`
    <p>
      How many cells the window moves at a time is its ${term('stride', '步幅')}. With a stride of 2 it stops
      at every other place: the output is about half as high and half as wide, and costs about a quarter of
      the work.
    </p>
    <p>
      The size of the output can be counted: <b>the number of slides, and one for the start.</b> There are as many slides as strides fit into what the window leaves free:
    </p>
    ${formula(
      String.raw`H' = \left\lfloor \frac{H + p_{\text{top}} + p_{\text{bottom}} - k_h}{s} \right\rfloor + 1`,
      'the height of the output is H plus the padding at top and bottom, minus the height of the kernel, divided by the stride s and rounded down, plus 1',
    )}
    <p>
      <b>What is left over is left out.</b> Set the side of the input to 8 and the stride to 2: one column on the right and
      one row at the bottom are never covered. That is what rounding down means.
    </p>
    <p>
      An image of 100 × 100 with ${math('k = 3')}, ${math('p = 1')} and ${math('s = 2')}: 99 cells are left,
      enough for 49 slides, so the output is 50 × 50.
    </p>
  `,
  checks: [
    {
      ask: html`An input of 28 × 28, a kernel of 5 × 5, stride 1, no padding. How large is the output?`,
      options: [
        { text: '24 × 24', right: true, why: html`28 − 5 = 23 slides, so 24 places.` },
        { text: '23 × 23', why: html`There are 23 slides; the start is a place too.` },
        { text: '28 × 28', why: html`That would need a padding of 2 on all sides.` },
      ],
    },
    {
      ask: html`An input of 10 × 10, a kernel of 3 × 3, stride 3, no padding. How many columns on the right
        are never covered?`,
      options: [
        { text: '0', why: html`10 − 3 = 7 is no multiple of 3: something is left over.` },
        {
          text: '1',
          right: true,
          why: html`7 cells are left; two slides take 6 of them, and one column remains.`,
        },
        { text: '2', why: html`7 divided by 3 leaves 1.` },
      ],
    },
    {
      ask: html`The stride goes from 1 to 2. About how many of the multiplications remain?`,
      options: [
        {
          text: html`Half`,
          why: html`Both directions are halved, so a quarter of the places remain.`,
        },
        {
          text: html`A quarter`,
          right: true,
          why: html`Each place costs the same as before, and there are about a quarter as many.`,
        },
        { text: html`All`, why: html`The window stops less often, so there is less to multiply.` },
      ],
    },
  ],
  code: html`A single number as stride holds for both directions; a pair such as (2, 1) gives height and width
    their own.`,
  lab: {
    stride: 'Stride',
    size: 'Side of the input',
    kernel: 'Side of the kernel',
    padding: 'Padding',
    input: 'Input',
    output: 'Output',
    result: ' Output: ',
    slides: (/** @type {unknown} */ right, /** @type {unknown} */ down) =>
      html`Slides to the right: ${right}, down: ${down}.`,
    large: 'And how large is the output for a large image?',
    byEngine: '(the size of the layer as the engine builds it)',
    tooLarge: 'The kernel is larger than the padded input: it fits nowhere.',
    steps: {
      label: 'Places of the kernel',
      back: 'Previous place',
      forward: 'Next place',
      place: (/** @type {number} */ place, /** @type {number} */ count) =>
        `Place ${place} of ${count}`,
    },
  },
};
