import { formula } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`A digit moves one pixel to the right. Most of the convolution's outputs that are not zero
      change a good deal. What about their share after 2 × 2 max pooling?`,
    options: [
      {
        text: html`It falls to nothing`,
        why: html`Pooling softens the move, but does not undo it: many outputs still change.`,
      },
      {
        text: html`It becomes smaller`,
        right: true,
        why: html`Often the maximum stays within its window, and the output stays; only when it leaves does the
          output change.`,
      },
      {
        text: html`It becomes larger`,
        why: html`A window keeps only its maximum; moves inside it go unseen.`,
      },
    ],
  },
  seen: html`
    <p>
      ${term('Pooling', '池化')} lets one number stand for a neighbourhood: the largest in
      ${term('max pooling', '最大池化')}, the mean in ${term('average pooling', '平均池化')}. There is nothing
      to learn in it, and each channel is pooled on its own.
    </p>
    ${formula(
      String.raw`H' = \left\lfloor \frac{H + p_{\text{top}} + p_{\text{bottom}} - k_h}{s} \right\rfloor + 1`,
      'the height of the output is H plus the padding at top and bottom, minus the height of the window, divided by the stride s and rounded down, plus 1',
    )}
    <p>
      <b>Sizes follow the formula of the convolution.</b> Mostly the stride is the side of the window, so
      that windows do not overlap: 2 × 2 pooling turns 4 × 4 into 2 × 2 and leaves the following layers a quarter of the neurons.
    </p>
    <p>
      <b>It tolerates small moves; it is not immune.</b> The table counts, of the outputs that are not zero,
      those that change by more than a tenth of the layer's largest value. Pooling makes their share smaller, and larger windows mostly more so. Move the digit far enough, and the outputs change all the same.
    </p>
  `,
  checks: [
    {
      ask: html`A feature map of 24 × 24, pooled by 2 × 2 with stride 2. How large is the result?`,
      options: [
        { text: '12 × 12', right: true, why: html`(24 − 2) / 2 + 1 = 12.` },
        { text: '22 × 22', why: html`That is a window of 3 × 3 with stride 1.` },
        { text: '23 × 23', why: html`That is stride 1.` },
      ],
    },
    {
      ask: html`A map of 16 channels is max pooled. How many channels come out?`,
      options: [
        { text: '1', why: html`Pooling does not mix channels; each has maxima of its own.` },
        { text: '8', why: html`Height and width are halved, not the channels.` },
        { text: '16', right: true, why: html`Each channel is pooled alone, so all remain.` },
      ],
    },
    {
      ask: html`A window holds 1, 3, 4 and 6. Which of them gets the ${term('gradient', '梯度')} from max pooling?`,
      options: [
        {
          text: html`All four, a quarter each`,
          why: html`That is average pooling.`,
        },
        {
          text: html`The 6 alone`,
          right: true,
          why: html`The output is the 6. A small change in the others changes nothing, so their gradient is 0.`,
        },
        {
          text: html`All, in proportion to their size`,
          why: html`The output is the 6, however large the others are.`,
        },
      ],
    },
  ],
  code: html`Without a stride, both frameworks take the side of the window. To learn where the maximum is,
    PyTorch has return_indices and Paddle return_mask.`,
  lab: {
    window: 'Window',
    stride: 'Stride',
    input: 'Input',
    max: 'Max pooling',
    mean: 'Average pooling',
    size: 'Size of input and output: ',
    marked: 'The maximum of each window is marked. Choose an output to see its window.',
    nudging: 'A nudge of one pixel',
    direction: 'Direction of the nudge',
    directions: { right: '→ right', down: '↓ down', left: '← left', up: '↑ up' },
    draw: 'Draw something.',
    outputs: 'Outputs',
    active: 'Not zero',
    changed: 'Of these, changed',
    share: 'Share',
    layers: { conv: 'Convolution + ReLU', max: 'Max pooling', mean: 'Average pooling' },
  },
};
