import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`A colour image has the channels red, green and blue. How many feature maps do 2 kernels of 3 × 3 produce from it?`,
    options: [
      {
        text: '2',
        right: true,
        why: html`A kernel adds up what the three channels give: one map for each kernel.`,
      },
      { text: '3', why: html`What the channels give is added up, not kept apart.` },
      {
        text: '6',
        why: html`There are 2 × 3 = 6 results on the way, but the three of a kernel become one map.`,
      },
    ],
  },
  seen: html`
    <p>
      A kernel has as many layers as the input has ${term('channels', '通道')}: one lies on red, one on green,
      one on blue. Each gives a result of its own; these are <b>added up</b>, then comes the bias, and the
      feature map is ready.
    </p>
    ${formula(
      String.raw`y_o = b_o + \sum_{i=1}^{C_{in}} w_{o,i} \star x_i`,
      'output channel o is the bias b o plus the sum over the input channels i of w o i correlated with x i',
    )}
    <p>
      <b>As many maps as kernels.</b> That is why the weight has the shape
      ${math('(C_{out}, C_{in}, k_h, k_w)')}; the bias is one number for each output channel.
    </p>
    <p>
      The <b>${term('batch', '批量')}</b> is how many images go through at once: ${math('N')}, the first number
      of the shape. All of them meet the same kernels, so ${math('N')} changes nothing about the weight.
    </p>
  `,
  checks: [
    {
      ask: html`The input is (8, 16, 28, 28), the layer has 32 kernels of 3 × 3 and a padding of 1. What is
        the shape of its weight?`,
      options: [
        {
          text: '(32, 16, 3, 3)',
          right: true,
          why: html`32 kernels, each with 16 layers of 3 × 3.`,
        },
        { text: '(8, 32, 3, 3)', why: html`The batch has nothing to do with the weight.` },
        { text: '(16, 32, 3, 3)', why: html`Output channels come first, then input channels.` },
      ],
    },
    {
      ask: html`And what is the shape of its output?`,
      options: [
        {
          text: '(8, 16, 28, 28)',
          why: html`There are as many output channels as kernels: 32.`,
        },
        {
          text: '(8, 32, 28, 28)',
          right: true,
          why: html`The batch stays, the channels become 32, a padding of 1 keeps the size.`,
        },
        { text: '(32, 8, 28, 28)', why: html`The batch always comes first.` },
      ],
    },
    {
      ask: html`Is a 1 × 1 kernel of any use?`,
      options: [
        {
          text: html`No, it only copies the image`,
          why: html`With a single channel that is nearly true.`,
        },
        {
          text: html`Yes, it mixes the channels`,
          right: true,
          why: html`At each place it takes a weighted sum of all channels, and so can increase or reduce their number.`,
        },
      ],
    },
  ],
  code: html`The shape of conv.weight is output channels, input channels, height, width. The same conv takes
    any batch.`,
  lab: {
    batch: 'Batch N',
    kernels: 'Kernels',
    shownImage: 'Image shown',
    shownKernel: 'Kernel shown',
    image: (/** @type {number} */ n) => `Image ${n}`,
    kernel: (/** @type {number} */ n) => `Kernel ${n}`,
    picture: 'Picture',
    tensor: 'Tensor',
    hint: 'Batch and kernels can be changed; so can all numbers of the first image and of the kernels.',
    meaning: 'Axes',
    shape: 'Shape',
    tensors: { input: 'Input', weight: 'Weight', bias: 'Bias', output: 'Output' },
    axes: {
      input: 'batch, channels, height, width',
      weight: 'output channels, input channels, height, width',
      bias: 'output channels',
      output: 'batch, channels, height, width',
    },
    colours: {
      red: { input: 'Red channel', kernel: 'Red layer of the kernel', partial: 'Red result' },
      green: {
        input: 'Green channel',
        kernel: 'Green layer of the kernel',
        partial: 'Green result',
      },
      blue: { input: 'Blue channel', kernel: 'Blue layer of the kernel', partial: 'Blue result' },
    },
    sum: 'Sum of the three',
    bias: 'Bias',
    output: 'Feature map',
  },
};
