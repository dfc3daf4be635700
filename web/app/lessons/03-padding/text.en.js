import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`An input of 4 × 4, a kernel of 3 × 3. How wide must a border of zeros around the input be so that the output is 4 × 4 as well?`,
    options: [
      {
        text: '1',
        right: true,
        why: html`With a border of 1 the input is 6 × 6, and the kernel has 6 − 3 + 1 = 4 places in each direction.`,
      },
      {
        text: '2',
        why: html`A border of 2 makes it 8 × 8, and the output 6 × 6: larger than the input was.`,
      },
      {
        text: '3',
        why: html`What counts is how far the kernel reaches beyond its middle, and that is 1, not 3.`,
      },
    ],
  },
  seen: html`
    <p>
      Without padding a 3 × 3 kernel finds only 2 × 2 places on a 4 × 4 input. Each such layer cuts a border off the image, so a deep network would soon have nothing left. And the pixels at the edge are seen less
      often than the others: the one in the corner just once.
    </p>
    <p>
      Zeros around the image are called ${term('padding', '填充')}. Each side may have its own:
    </p>
    ${formula(
      String.raw`\begin{aligned} H' &= H + p_{\text{top}} + p_{\text{bottom}} - k_h + 1 \\ W' &= W + p_{\text{left}} + p_{\text{right}} - k_w + 1 \end{aligned}`,
      'the height of the output is H plus the padding at top and bottom, minus the height of the kernel, plus 1; likewise the width',
    )}
    <p>
      <b>${math('(k-1)/2')} on every side keeps the size.</b> Kernels usually have odd sides: then both sides get the same padding, and the window has a pixel in its middle.
    </p>
    <p>
      <b>The zeros take part.</b> The kernel in the lab is all ones, so it adds up what is in its window; near the edge the sums are smaller, as part of the window is zero.
    </p>
  `,
  checks: [
    {
      ask: html`A kernel of 7 × 7. How much padding on each side keeps the size?`,
      options: [
        { text: '2', why: html`That suits a kernel of 5 × 5: (5 − 1) / 2 = 2.` },
        { text: '3', right: true, why: html`(7 − 1) / 2 = 3.` },
        { text: '7', why: html`That much would make the output larger than the input, by 8.` },
      ],
    },
    {
      ask: html`An input of 5 × 5, a kernel of 3 × 3, two rows of zeros at the top and none elsewhere.
        How large is the output?`,
      options: [
        { text: '5 × 5', why: html`Nothing was added in width: 5 − 3 + 1 = 3 columns.` },
        {
          text: '5 × 3',
          right: true,
          why: html`Height 5 + 2 − 3 + 1 = 5, width 5 − 3 + 1 = 3.`,
        },
        { text: '3 × 5', why: html`Height and width are swapped.` },
      ],
    },
    {
      ask: html`Can a kernel of 2 × 2 keep the size with the same padding on all sides?`,
      options: [
        {
          text: html`Yes`,
          why: html`Without padding the output is smaller by 1, with a border of 1 it is larger by 1.`,
        },
        {
          text: html`No`,
          right: true,
          why: html`It needs one row in all, and two sides cannot share it evenly; only one of them can have it. That is why most kernels are odd.`,
        },
      ],
    },
  ],
  code: html`When the sides differ, PyTorch pads first, with F.pad and the order left, right, top, bottom.
    Paddle takes top, bottom, left, right as the padding itself.`,
  lab: {
    kernel: 'Kernel (all ones)',
    all: 'All sides',
    top: 'Top',
    bottom: 'Bottom',
    left: 'Left',
    right: 'Right',
    input: 'Input with padding',
    output: 'Output',
    size: 'Size of input and output: ',
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
