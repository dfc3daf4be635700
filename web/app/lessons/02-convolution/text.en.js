import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`The input is a square with the numbers 1 to 9, row by row; the ${term('kernel', '卷积核')} has the rows 0 1 and 2 3. Lay the kernel on the upper left corner, multiply each of its numbers by the one under it, and add up the products. What comes out?`,
    options: [
      {
        text: '9',
        why: html`9 would be the last number of the input. What counts is the whole window.`,
      },
      {
        text: '25',
        right: true,
        why: html`1 × 0 + 2 × 1 + 4 × 2 + 5 × 3 = 25. Each number of the kernel meets the number under it.`,
      },
      {
        text: '11',
        why: html`11 comes out if the kernel is rotated by 180° first, as mathematicians do it. The network does not rotate it.`,
      },
    ],
  },
  seen: html`
    <p>
      The kernel stops at every place where it fits. At each stop its numbers are multiplied by those under it, and the products are added up. In an input of 3 × 3, a kernel of 2 × 2 fits in four places, so the ${term('feature map', '特征图')} that comes out is 2 × 2.
    </p>
    ${formula(
      String.raw`y_{r,t} = b + \sum_{u=0}^{k_h-1} \sum_{v=0}^{k_w-1} w_{u,v}\, x_{r+u,\,t+v}`,
      'y at row r, column t, is b plus the sum over u and v of w at u, v, times x at r plus u, t plus v',
    )}
    <p>
      <b>What is called convolution here is a cross-correlation.</b> In mathematics a
      ${term('convolution', '卷积')} rotates the kernel by 180° before it slides; without the rotation it is a ${term('cross-correlation', '互相关')}. All frameworks compute the latter. Nothing is lost: the numbers of the kernel are learnt, so a network that needs the rotated kernel learns it that way.
    </p>
    <p>
      <b>Height comes first.</b> A kernel of 3 × 5 is 3 high and 5 wide: ${math('k_h = 3')},
      ${math('k_w = 5')}.
    </p>
    <p>
      <b>The ${term('bias', '偏置')} is one number for the whole map.</b> Change it in the lab: all outputs
      move by the same amount.
    </p>
  `,
  checks: [
    {
      ask: html`An input of 6 × 6 and a kernel of 3 × 5. How large is the output?`,
      options: [
        {
          text: '4 × 2',
          right: true,
          why: html`In height the kernel fits in 6 − 3 + 1 = 4 places, in width in 6 − 5 + 1 = 2.`,
        },
        { text: '2 × 4', why: html`Height and width are swapped: 3 × 5 is 3 high and 5 wide.` },
        {
          text: '3 × 1',
          why: html`The first place counts too: one more than the number of slides.`,
        },
      ],
    },
    {
      ask: html`When do cross-correlation and convolution give the same result for every input?`,
      options: [
        {
          text: html`If the kernel looks the same after a rotation by 180°`,
          right: true,
          why: html`A blur whose nine numbers are all 1 does: rotating it changes nothing.`,
        },
        {
          text: html`If the bias is 0`,
          why: html`The bias is added afterwards; it has nothing to do with the rotation.`,
        },
        { text: html`Always`, why: html`Switch on the rotation in the lab: 25 becomes 11.` },
      ],
    },
    {
      ask: html`The bias is raised by 10. What happens to the output?`,
      options: [
        {
          text: html`Each number becomes ten times as large`,
          why: html`That would be a multiplication; the bias is added.`,
        },
        {
          text: html`Only the first number grows by 10`,
          why: html`The same bias is added at every place.`,
        },
        {
          text: html`Each number grows by 10`,
          right: true,
          why: html`The bias is added to every sum of the map.`,
        },
      ],
    },
  ],
  code: html`The weight of a convolution has the shape (output channels, input channels, height, width);
    that is why the kernel is brought into the form (1, 1, 2, 2).`,
  lab: {
    input: 'Input',
    kernel: 'Kernel',
    laid: 'Kernel, rotated',
    output: 'Output',
    inputSize: 'Size of the input',
    kernelSize: 'Size of the kernel',
    height: 'height',
    width: 'width',
    bias: 'Bias',
    biasShort: '(bias)',
    flip: 'Rotate the kernel by 180° (convolution as in mathematics)',
    tooLarge: 'The kernel is larger than the input: it fits nowhere.',
    hint: 'All numbers of input and kernel can be changed.',
    steps: {
      label: 'Places of the kernel',
      back: 'Previous place',
      forward: 'Next place',
      place: (/** @type {number} */ place, /** @type {number} */ count) =>
        `Place ${place} of ${count}`,
    },
  },
};
