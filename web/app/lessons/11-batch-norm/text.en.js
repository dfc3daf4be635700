import { html } from 'lit';
import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';

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
      ${term('Batch normalisation', '批归一化')} takes each feature (in a convolution: each channel), brings it
      to mean 0 and variance 1 with the statistics of the batch, then multiplies by ${math('\\gamma')} and adds
      ${math('\\beta')}:
    </p>
    ${formula(
      String.raw`\mu = \frac{1}{m}\sum_i x_i, \quad \sigma^2 = \frac{1}{m}\sum_i (x_i-\mu)^2, \quad y_i = \gamma\, \frac{x_i-\mu}{\sqrt{\sigma^2+\epsilon}} + \beta`,
      'mu is the mean, sigma squared the variance; y is gamma times x minus mu over the root of sigma squared plus epsilon, plus beta',
    )}
    <p>
      ${math('\\gamma')} and ${math('\\beta')} begin as 1 and 0 and are learnt like weights. So what deep layers
      receive does not drift with the layers before them.
    </p>
    <p>
      <b>In prediction there is no batch.</b> Each training step also moves a
      ${term('running mean', '滑动均值')} and a ${term('running variance', '滑动方差')}, and prediction uses these.
      Let the layer see the same batch more often, and both modes come closer. (They do not quite meet: the
      running variance is the unbiased one, divided by ${math('m-1')}.)
    </p>
    <p>
      <b>Much larger learning rates become possible.</b> With a rate of 1 this network of five layers fails
      without it for all five seeds, and does best with it. With a small rate, 0.01, both do about the same and
      nothing is gained.
    </p>
  `,
  checks: [
    {
      ask: html`All values of a feature in the batch are 5. What are they after normalisation (γ = 1, β = 0)?`,
      options: [
        {
          text: '0',
          right: true,
          why: html`5 minus the mean of 5 is 0; the variance is 0, and ε keeps the divisor from it.`,
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
          why: html`So an image gives the same result whoever comes with it.`,
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
          why: html`With γ near the deviation and β near the mean, things are about as they were.`,
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
    running: { running_mean: 'Running mean', running_var: 'Running variance' },
    steps: {
      label: 'Which value',
      back: 'Previous',
      forward: 'Next',
      place: (/** @type {number} */ place, /** @type {number} */ count) =>
        `Value ${place} of ${count}`,
    },
    training: 'Learning rate times 1, 10 and 100',
    setting:
      'Five hidden layers of 64 units, SGD without momentum, 200 steps, 5,000 images; tested on 2,000 images it has not seen.',
    variant: (/** @type {string} */ kind, /** @type {number} */ rate) =>
      `${kind === 'bn' ? 'with it' : 'without'}, ${rate}`,
    accuracy: 'Test accuracy',
    histograms: 'What the fifth ReLU receives (learning rate 0.1)',
    atStep: (/** @type {string} */ kind, /** @type {number} */ step) =>
      `${kind === 'bn' ? 'with it' : 'without'}, step ${step}`,
  },
};
