import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`Two convolutions of 3 × 3 in a row (stride 1). How large is the patch of the input that one
      output of the second depends on?`,
    options: [
      {
        text: '3 × 3',
        why: html`That is what it sees of the first layer's output; each number there sees 3 × 3 in turn.`,
      },
      {
        text: '5 × 5',
        right: true,
        why: html`It sees 3 × 3 of the first layer, and the outer ones of these see one cell further.`,
      },
      {
        text: '6 × 6',
        why: html`Neighbouring windows overlap: a layer adds one cell on each side, not three.`,
      },
    ],
  },
  seen: html`
    <p>
      The patch of the input that an output depends on is its ${term('receptive field', '感受野')}. For one convolution it is as large as the kernel; each further layer widens it on all sides.
    </p>
    ${formula(
      String.raw`\begin{aligned} r_l &= r_{l-1} + (k_l - 1)\, j_{l-1}, \\ j_l &= j_{l-1}\, s_l, \qquad r_0 = j_0 = 1 \end{aligned}`,
      'r l is r l minus 1 plus k l minus 1 times j l minus 1; j l is j l minus 1 times the stride s l; both begin with 1',
    )}
    <p>
      ${math('r')} is the side of the field, ${math('j')} how far apart two neighbouring outputs are in the
      input. Two layers of 3 × 3: ${math('1 + 2 + 2 = 5')}; three: ${math('7')}.
    </p>
    <p>
      <b>Pooling and strides widen it fast.</b> After them, one cell stands for two of the input:
      conv5–pool2–conv5 has ${math('1 + 4 + 1 + 4 \\times 2 = 14')}.
    </p>
    <p>
      <b>It works the other way too.</b> Choose a pixel of the input: the engine makes it bright, computes
      again, and all outputs that changed light up. They are the ones that see this pixel.
    </p>
  `,
  checks: [
    {
      ask: html`Four convolutions of 3 × 3 (stride 1). How large is the receptive field?`,
      options: [
        { text: '7 × 7', why: html`That is three of them.` },
        { text: '9 × 9', right: true, why: html`Each adds 2: 1 + 4 × 2 = 9.` },
        { text: '12 × 12', why: html`Each adds k − 1 = 2, not 3.` },
      ],
    },
    {
      ask: html`Two layers of 3 × 3 see as much as one of 5 × 5. Which has fewer weights, with one channel
        each?`,
      options: [
        {
          text: html`Two of 3 × 3: 18`,
          right: true,
          why: html`2 × 9 = 18 against 5 × 5 = 25, and there is room for a ReLU between them.`,
        },
        { text: html`One of 5 × 5: 25`, why: html`25 is more than 18.` },
        { text: html`Both have the same`, why: html`2 × 9 = 18, 5 × 5 = 25.` },
      ],
    },
    {
      ask: html`The stride of the first layer goes from 1 to 2. What happens to the fields of the layers
        after it?`,
      options: [
        { text: html`Nothing`, why: html`The stride changes what one cell stands for later on.` },
        {
          text: html`They grow`,
          right: true,
          why: html`Later on one cell stands for two of the input, so each layer widens the field by twice as much.`,
        },
        { text: html`They shrink`, why: html`The maps shrink, but each cell sees more.` },
      ],
    },
  ],
  code: html`The program uses the same trick: it brightens one pixel after another and looks whether the
    output changes.`,
  lab: {
    stack: 'Network',
    stacks: {
      two: 'two of 3 × 3',
      three: 'three of 3 × 3',
      pooled: 'conv5 – pool2 – conv5',
      own: 'your own',
    },
    kinds: {
      conv3: '3 × 3 convolution',
      conv5: '5 × 5 convolution',
      stride2: '3 × 3 convolution, stride 2',
      pool2: '2 × 2 max pooling',
    },
    layer: (/** @type {number} */ n) => `Layer ${n}`,
    add: 'Add a layer',
    remove: 'Remove one',
    input: 'Input',
    sees: 'Its receptive field: ',
    pixels: (/** @type {number} */ n) => ` (${n} pixels of the input)`,
    moves: 'Outputs that change with this pixel: ',
    separator: ', ',
    hint: 'Choose any cell: in a layer, to see what it sees; in the input, to see what it changes. The arrow keys work too.',
    tooDeep: 'This cannot be built: the map has become too small for the window.',
  },
};
