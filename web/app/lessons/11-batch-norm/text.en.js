import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`A batch of three has the values 1, 4 and 7 in one feature. Subtract the mean, divide by the
      standard deviation: what comes out?`,
    options: [
      {
        text: '−3, 0, 3',
        why: html`That is without the division by the standard deviation, √6 ≈ 2.449.`,
      },
      {
        text: html`−1.2247, 0, 1.2247`,
        right: true,
        why: html`The mean is 4, the variance (9 + 0 + 9) / 3 = 6, and 3 / √6 ≈ 1.2247.`,
      },
      { text: '−1, 0, 1', why: html`That would be a division by 3; the deviation is √6.` },
    ],
  },
  seen: html`
    <p>
      ${term('Batch normalisation', '批归一化')} takes each feature (in a convolution: each channel), brings it to ${term('mean', '均值')} 0 and ${term('variance', '方差')} 1 with the statistics of the batch, then multiplies by ${math('\\gamma')} and adds
      ${math('\\beta')}:
    </p>
    ${formula(
      String.raw`\begin{aligned} \mu &= \frac{1}{m}\sum_i x_i, \quad \sigma^2 = \frac{1}{m}\sum_i (x_i-\mu)^2 \\ y_i &= \gamma\, \frac{x_i-\mu}{\sqrt{\sigma^2+\epsilon}} + \beta \end{aligned}`,
      'mu is the mean, sigma squared the variance; y is gamma times x minus mu over the root of sigma squared plus epsilon, plus beta',
    )}
    <p>
      ${math('\\gamma')} and ${math('\\beta')} begin as 1 and 0 and are learnt like weights.
    </p>
    <p>
      <b>In prediction there is no batch.</b> Each training step also moves a
      ${term('running mean', '滑动均值')} and a ${term('running variance', '滑动方差')}, and prediction uses these.
      Let the layer see the same batch more often, and both modes come closer. (They do not quite meet: the
      running variance is the unbiased one, divided by ${math('m-1')}.)
    </p>
    <p>
      <b>Deep layers receive steadier inputs.</b> Without it, what the fifth ReLU receives grows to about four
      times its size in 200 steps; with it, it stays within a tenth, for all five seeds (learning rate 0.1).
    </p>
    <p>
      <b>Much larger ${term('learning rates', '学习率')} become possible.</b> With a rate of 1 this network of
      five hidden layers fails without it for all five seeds, and learns well with it. With a small rate, 0.01,
      both do about the same and nothing is gained.
    </p>
    <p>
      <b>The start matters less.</b> ${term('Initialisation', '初始化')} gives the weights a size that suits the
      network. Halve or double it, and without batch normalisation the network learns next to nothing; with it,
      it learns from each of the three starts, for all five seeds. It is not immune: from doubled weights it is
      clearly slower.
    </p>
    <p>
      Each batch has slightly different statistics, and this noise also has a mild
      ${term('regularising', '正则化')} effect. It is small, and this lab does not measure it.
    </p>
  `,
  checks: [
    {
      ask: html`All values of a feature in the batch are 5. What are they after normalisation (γ = 1, β = 0)?`,
      options: [
        {
          text: '0',
          right: true,
          why: html`5 minus the mean of 5 is 0; the variance is 0 too, but ε keeps the divisor above 0.`,
        },
        { text: '1', why: html`x − μ = 0, whatever it is divided by.` },
        { text: html`A division by zero`, why: html`That is what ε is there for.` },
      ],
    },
    {
      ask: html`One image is to be read. Which statistics does batch normalisation use?`,
      options: [
        {
          text: html`Those of the image`,
          why: html`The variance of a single sample is 0; nothing could be told apart.`,
        },
        {
          text: html`The running ones, saved in training`,
          right: true,
          why: html`So an image gives the same result whatever other images come with it.`,
        },
        {
          text: html`Those of all training images, computed anew`,
          why: html`No need, they were gathered while training.`,
        },
      ],
    },
    {
      ask: html`Can the network undo the normalisation if it does harm?`,
      options: [
        {
          text: html`Yes, by learning γ and β`,
          right: true,
          why: html`With γ equal to the standard deviation and β to the mean, things are about as they were.`,
        },
        { text: html`No`, why: html`γ and β are there to leave it this freedom.` },
      ],
    },
  ],
  code: html`Mind the momentum: for PyTorch it is the share of the new statistics (0.1), for Paddle that of the
    old ones (0.9). Paddle's running variance is the biased one, so its third and fourth line differ from
    PyTorch's.`,
  lab: {
    batch: 'A batch, one sample in each row',
    output: 'Normalised',
    gamma: 'γ',
    beta: 'β',
    evaluate: 'Prediction (running statistics)',
    see: 'Train 10 times on this batch',
    forget: 'Forget',
    byBatch: 'With the statistics of the batch',
    byRunning: 'With the running statistics',
    names: {
      mean: 'Mean μ',
      variance: 'Variance σ²',
      centred: 'x − μ',
      normalised: '(x − μ) / √(σ² + ε)',
      scale: 'times γ',
      shift: 'plus β',
    },
    result: 'Result',
    running: { running_mean: 'Running mean: ', running_var: 'Running variance: ' },
    steps: {
      label: 'Which value',
      back: 'Previous',
      forward: 'Next',
      place: (/** @type {number} */ place, /** @type {number} */ count) =>
        `Value ${place} of ${count}`,
    },
    settings: {
      rates: {
        title: 'Learning rate times 1, 10 and 100',
        setting:
          'Five hidden layers of 64 units, SGD without momentum, 200 steps, 5,000 images; tested on 2,000 images it has not seen.',
        variant: (/** @type {string} */ kind, /** @type {number} */ rate) =>
          `${kind === 'bn' ? 'batch norm' : 'no batch norm'}, rate ${rate}`,
      },
      starts: {
        title: 'Weights at the start: half as large, as usual, twice as large',
        setting:
          'The same network, learning rate 0.1, only 60 steps, 2,000 images; tested on 1,000 images it has not seen.',
        variant: (/** @type {string} */ kind, /** @type {number} */ size) =>
          `${kind === 'bn' ? 'batch norm' : 'no batch norm'}, weights × ${size}`,
      },
    },
    accuracy: 'Test accuracy',
    histograms: 'What the fifth ReLU receives (learning rate 0.1)',
    norm: 'Size (L2 norm over the batch): ',
    atStep: (/** @type {string} */ kind, /** @type {number} */ step) =>
      `${kind === 'bn' ? 'batch norm' : 'no batch norm'}, step ${step}`,
  },
};
