import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`Six hidden layers, all with the sigmoid. How large is the ${term('gradient', '梯度')} that reaches the first layer, compared with that of the last?`,
    options: [
      {
        text: html`About the same`,
        why: html`Each sigmoid leaves a quarter of the gradient at most.`,
      },
      { text: html`About a tenth`, why: html`That would be after one or two of them.` },
      {
        text: html`Less than a hundredth`,
        right: true,
        why: html`Each layer multiplies by a slope of 1/4 at most; after six little is left.`,
      },
    ],
  },
  seen: html`
    <p>
      An ${term('activation function', '激活函数')} makes a network more than a chain of weighted sums. The
      sigmoid squeezes any number between 0 and 1:
    </p>
    ${formula(
      String.raw`\begin{aligned} s(x) &= \frac{1}{1 + e^{-x}} \\ s'(x) &= s(x)\,(1 - s(x)) \le \frac{1}{4} \end{aligned}`,
      's of x is 1 over 1 plus e to the minus x; its slope is s of x times 1 minus s of x, a quarter at most',
    )}
    <p>
      The slope is largest at ${math('x = 0')}, where it is 0.25. On the way back the gradient is multiplied
      by such a slope in each layer, so ${math('n')} sigmoids leave ${math('4^{-n}')} at most, times the weights in between. The last row of the lab's table shows it for weights of 1: for six of them ${math('4^{-6} \\approx 0.0002441')}. That is the ${term('vanishing gradient', '梯度消失')}: the first layers hardly move, and the
      network does not learn.
    </p>
    <p>
      <b>ReLU is different.</b> ${math('\\max(0, x)')} has slope 1 wherever ${math('x > 0')}, and the gradient
      passes as it is. The price: a unit may give 0 for every input, with slope 0 as well: a ${term('dead unit', '死单元')}.
    </p>
    <p>
      <b>It is not always so bad.</b> With two layers the sigmoid learns as well: try it. The lab uses the Xavier initialisation, which suits the sigmoid. The ratio also depends on inputs and weights, so look at several seeds.
    </p>
  `,
  checks: [
    {
      ask: html`A gradient passes five sigmoids. Weights aside, how much is left at most?`,
      options: [
        {
          text: html`1/20`,
          why: html`The slopes are multiplied, not added: 1/4 to the power of 5.`,
        },
        { text: html`1/1024`, right: true, why: html`4 to the power of 5 is 1024.` },
        { text: html`1/4`, why: html`That is one of them.` },
      ],
    },
    {
      ask: html`The input of a sigmoid unit is always about 8. What about this unit?`,
      options: [
        {
          text: html`It is ${term('saturated', '饱和')} and gets hardly any gradient`,
          right: true,
          why: html`At 8 the slope is about 0.0003: the output is nearly 1 and hardly moves.`,
        },
        {
          text: html`It learns very fast`,
          why: html`A small slope means a small gradient: it learns slowly.`,
        },
        {
          text: html`It is dead`,
          why: html`A ReLU that always gives 0 is called dead; this unit gives nearly 1, it is saturated.`,
        },
      ],
    },
    {
      ask: html`The input of a ReLU unit is below 0 for all training images. Can it still learn?`,
      options: [
        {
          text: html`Yes, with the next step`,
          why: html`Its gradient is 0 everywhere; its own weights do not move any more.`,
        },
        {
          text: html`Not by itself`,
          right: true,
          why: html`With slope 0 no gradient reaches its weights. Only if the layers before it change may its input
            become positive again.`,
        },
      ],
    },
  ],
  code: html`The program lets the framework find the slopes, then builds a network of six layers and compares
    the gradients of the first and the last. Its random numbers differ, so its figures do too; the gap is just as wide.`,
  lab: {
    colon: ': ',
    slopes: 'How steep is it?',
    point: 'x',
    row: 'Sigmoids in a row',
    inRow: (/** @type {number} */ n) => (n === 1 ? '1 sigmoid' : `${n} sigmoids in a row`),
    halves:
      'From one sigmoid to the next 1/2 is taken off, so that each can be where it is steepest. The slopes come from the backward pass.',
    value: 'Value',
    slope: 'Slope at x',
    most: 'Largest slope',
    training: 'The same deep network with either activation',
    setting:
      '64 units in each layer, the same seed, 3,000 handwritten digits, 200 steps (SGD with momentum, learning rate 0.1).',
    depth: 'Hidden layers',
    loss: 'Training loss',
    gradients: 'size of the gradient in each layer at the first step (logarithmic)',
    ratio: 'gradient of the first layer, divided by that of the last',
    firstToLast: 'first ÷ last',
    accuracy: 'Accuracy on 1,000 test images',
    idle: 'Units that do nothing at the last step',
    units: 'Units',
    dead: 'Dead (always 0)',
    saturated: 'Saturated',
  },
};
