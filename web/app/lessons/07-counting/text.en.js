import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`A colour image has 3 channels, the kernel is 3 × 3. How many multiplications does one output value take?`,
    options: [
      { text: '9', why: html`9 is one channel; each of the three has weights of its own.` },
      { text: '27', right: true, why: html`9 in each channel, 27 in all three.` },
      { text: '81', why: html`Each weight is used once: 3 × 3 × 3 = 27.` },
    ],
  },
  seen: html`
    <p>
      Each output value is a weighted sum of ${math('C_{in} k_h k_w')} numbers, and there are
      ${math("N C_{out} H' W'")} output values. The number of
      ${term('multiplications', '乘法次数')} is the product of the two:
    </p>
    ${formula(
      String.raw`N \, C_{out} \, H' \, W' \, C_{in} \, k_h \, k_w`,
      'N times output channels, height and width of the output, input channels, height and width of the kernel',
    )}
    <p>Additions happen in three places. For one output value:</p>
    ${formula(
      String.raw`\underbrace{C_{in}(k_h k_w - 1)}_{\text{in the channels}} + \underbrace{(C_{in} - 1)}_{\text{across them}} + \underbrace{1}_{\text{bias}} = C_{in} k_h k_w`,
      'input channels times kernel height times kernel width minus 1, plus input channels minus 1, plus 1, which is input channels times kernel height times kernel width',
    )}
    <p>
      <b>Together they are as many as the multiplications.</b> That is why one of each is often counted as
      one ${term('multiply–accumulate', '乘加')}.
    </p>
    <p>
      <b>The zeros of the padding count too.</b> A window at the edge is multiplied like any other.
    </p>
  `,
  checks: [
    {
      ask: html`Height and width of the image are doubled, all else stays (stride 1, padding that keeps the size). By what factor does the number of multiplications grow?`,
      options: [
        { text: '2', why: html`Both sides are doubled, so there are 4 times as many places.` },
        {
          text: '4',
          right: true,
          why: html`Both sides of the output double: 4 times as many places at the same cost each.`,
        },
        { text: '8', why: html`The channels are as before; there are only more places.` },
      ],
    },
    {
      ask: html`Input channels and output channels are both doubled. By what factor does the number of multiplications grow?`,
      options: [
        { text: '2', why: html`Both numbers are in the product, so it doubles twice.` },
        { text: '4', right: true, why: html`Both numbers are in the product: 2 × 2 = 4.` },
        {
          text: html`1, it stays the same`,
          why: html`Each value looks at more channels, and there are more values.`,
        },
      ],
    },
    {
      ask: html`The layer is built without bias. What does that save for each output value?`,
      options: [
        { text: html`One addition`, right: true, why: html`The bias is added once, at the end.` },
        { text: html`One multiplication`, why: html`The bias is added, not multiplied.` },
        {
          text: html`One of each`,
          why: html`Only the addition; then there are fewer additions than multiplications.`,
        },
      ],
    },
  ],
  code: html`The program does not count one by one; it takes the shapes and the formula. Nor need all ten images be computed: one is enough for the shape.`,
  lab: {
    fields: {
      batch: 'Batch N',
      channels: 'Input channels',
      height: 'Input height',
      width: 'Input width',
      kernels: 'Kernels',
      kernelHeight: 'Kernel height',
      kernelWidth: 'Kernel width',
      stride: 'Stride',
      padding: 'Padding',
    },
    shapes: 'Shape of weight and output: ',
    multiplications: 'Multiplications',
    additions: 'Additions',
    perValue: 'One output value',
    perImage: 'One image (counted by the engine)',
    perBatch: (/** @type {number} */ n) => `The batch: ${n} times that`,
    parts: (
      /** @type {unknown} */ inside,
      /** @type {unknown} */ across,
      /** @type {unknown} */ bias,
    ) => html`${inside} in the channels, ${across} across them, ${bias} for the bias`,
    tooLarge: 'The kernel is larger than the padded input: it fits nowhere.',
    exercise: 'Exercise',
    task: html`A batch of 10 images of 3 × 224 × 224, 64 kernels of 3 × 3, stride 1, padding 1, with bias.
      How many multiplications, how many additions?`,
    check: 'Check',
    right: 'Both are right!',
    wrong: (/** @type {string[]} */ kinds) => `Not yet right: ${kinds.join(', ')}.`,
    show: 'Show the answer',
    colon: ': ',
    how: '10 × 64 × 224 × 224 output values, each with 27 multiplications and 24 + 2 + 1 = 27 additions.',
  },
};
