import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`Half of the values are dropped at random in training, the others stay as they are. In prediction none is dropped. How much does the next layer then receive in all, compared with training?`,
    options: [
      {
        text: html`As much as in training`,
        why: html`In training half of it is left on average, in prediction all of it.`,
      },
      {
        text: html`Twice as much`,
        right: true,
        why: html`That has to be made up for: double what is kept in training, or halve all in prediction.`,
      },
      {
        text: html`Half as much`,
        why: html`The other way round: in prediction nothing is dropped, so there is more.`,
      },
    ],
  },
  seen: html`
    <p>
      ${term('Dropout', '丢弃法')} sets values to zero with probability ${math('r')} in training, so that the network cannot rely on a few units. This counteracts ${term('overfitting', '过拟合')}. A
      ${term('mask', '掩码')} ${math('m')} of zeros and ones says which values are kept.
    </p>
    <p>There are two ways to keep the scale:</p>
    ${formula(
      String.raw`\begin{array}{lll} \text{upscale\_in\_train} & \text{train } \dfrac{x\,m}{1-r} & \text{predict } x \\[2ex] \text{downscale\_in\_infer} & \text{train } x\,m & \text{predict } x\,(1-r) \end{array}`,
      'upscale in train: x times m over 1 minus r in training, x in prediction; downscale in infer: x times m in training, x times 1 minus r in prediction',
    )}
    <p>
      <b>For a single mask the two sides differ; on average they agree.</b> The lab takes the mean of the L1 norm
      (the sum of absolute values) over twenty thousand masks. PyTorch and Paddle scale up in training unless
      told otherwise.
    </p>
    <p>
      <b>axis says along which axes the mask varies.</b> With [0, 1] a channel is kept or dropped as a whole; the
      other axes share one value.
    </p>
    <p>
      <b>What it brings depends on what is measured.</b> Here 1,000 images are learnt some 19 times over, until
      all of them are right. With dropout the loss on test images is clearly lower for all five seeds; the
      accuracy hardly changes, and for some seeds not at all. With fewer images or another network there may
      be less to see.
    </p>
  `,
  checks: [
    {
      ask: html`r = 0.2 and upscale_in_train. What are the values that stay multiplied by?`,
      options: [
        { text: '0.8', why: html`That is what downscale_in_infer uses in prediction.` },
        { text: '1.25', right: true, why: html`1 / (1 − 0.2) = 1.25.` },
        { text: '5', why: html`1 / 0.2 = 5, but what counts is the share that stays: 0.8.` },
      ],
    },
    {
      ask: html`Someone forgets to switch to eval mode before predicting. What happens?`,
      options: [
        { text: html`Nothing`, why: html`Values are still dropped, so the outputs differ.` },
        {
          text: html`The same image gives another result each time, and a worse one`,
          right: true,
          why: html`Each pass draws a new mask and lacks some of the units.`,
        },
        {
          text: html`The program fails`,
          why: html`It does not, which is why this mistake is hard to find.`,
        },
      ],
    },
    {
      ask: html`Training accuracy 100 %, test accuracy 86 %. What does that say?`,
      options: [
        {
          text: html`The network has memorised: it overfits`,
          right: true,
          why: html`It does much worse on images it has not seen. Dropout is meant to narrow that gap.`,
        },
        {
          text: html`It has not been trained enough`,
          why: html`All training images are right already; more training only makes it memorise more firmly.`,
        },
      ],
    },
  ],
  code: html`The same numbers are repeated in 100,000 rows, so the mean is precise. Dropout2d drops whole channels,
    as axis=[0, 1] does in Paddle.`,
  lab: {
    rate: 'Rate r',
    axis: 'The mask varies along',
    axes: {
      all: 'every value by itself',
      channels: '[0, 1]: by channel',
      pixels: '[0, 2, 3]: by pixel',
    },
    newMask: 'New mask',
    input: 'Input (a row for each channel)',
    mask: 'Mask',
    trained: 'Output in training',
    inferred: 'Output in prediction',
    norms: (/** @type {unknown} */ training, /** @type {unknown} */ prediction) =>
      html`L1 norm: training ${training}, prediction ${prediction}`,
    inPrediction: 'prediction',
    average: (/** @type {string} */ count) => `The mean over ${count} masks`,
    draw: 'Draw the masks',
    meanTraining: 'training (mean)',
    training: 'Does it overfit on 1,000 images?',
    setting:
      'Two hidden layers of 256 units, Adam with learning rate 0.001, 600 steps; tested on 2,000 images it has not seen.',
    variant: (/** @type {number} */ rate) => (rate === 0 ? 'no dropout' : `rate ${rate}`),
    loss: 'Training loss',
    trainAccuracy: 'Accuracy on the training images',
    testAccuracy: 'Accuracy on test images',
    testLoss: 'Loss on test images',
  },
};
