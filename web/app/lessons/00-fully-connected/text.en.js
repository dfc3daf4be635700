import { math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`The pixels of all images are mixed up, always in the same way; nobody can read the digits any more. Then the networks are trained anew. Whose accuracy falls?`,
    options: [
      {
        text: html`Both fall`,
        why: html`A fully connected network never knew which pixels are neighbours; it loses nothing.`,
      },
      {
        text: html`Only that of the convolutional one`,
        right: true,
        why: html`A convolution relies on how neighbouring pixels relate, and mixing them up destroys that.`,
      },
      {
        text: html`Only that of the fully connected one`,
        why: html`Each of its units sees all pixels, in whatever order they come.`,
      },
    ],
  },
  seen: html`
    <p>
      A ${term('fully connected layer', '全连接层')} takes the image as one long row of numbers, and each unit
      sees all of them. Which pixels are neighbours, which channels belong to one point: it cannot know. Mix up
      the pixels, mix up the weights in the same way, and the outputs are the same. So it learns mixed-up images
      just as well, which shows that it never used who is next to whom.
    </p>
    <p>
      <b>And it has far more parameters.</b> 28 × 28 pixels and 64 units need
      ${math('784 \\times 64 + 64 = 50240')} of them, and a larger image needs more. A ${term('kernel', '卷积核')} is a few numbers that serve the whole image: the convolutional network in the table reads digits as well with less than a twentieth of the parameters.
    </p>
    <p>
      <b>Many parameters and few images mean ${term('overfitting', '过拟合')}.</b> With 300 images both networks
      know all of them by heart and do much worse on others. The convolutional one has the smaller gap, but a gap remains: a good assumption helps, but it cannot replace data.
    </p>
    <p>
      With a single ${term('seed', '随机种子')} the fully connected network may well differ by a point or two when its pixels are mixed up. It takes the mean over several seeds to see that nothing changes.
    </p>
  `,
  checks: [
    {
      ask: html`A colour image of 1000 × 1000 (3 channels) and a fully connected layer of 100 units. About how
        many weights?`,
      options: [
        {
          text: html`3 million`,
          why: html`That is the number of inputs; each is connected to 100 units.`,
        },
        { text: html`300 million`, right: true, why: html`3 × 1000 × 1000 × 100 = 3 × 10⁸.` },
        { text: html`30,000`, why: html`Too few: a single unit sees 3 million numbers.` },
      ],
    },
    {
      ask: html`The same image and 100 kernels of 3 × 3 instead. How many weights?`,
      options: [
        {
          text: '2700',
          right: true,
          why: html`100 × 3 × 3 × 3 = 2700, however large the image is.`,
        },
        { text: html`300 million`, why: html`The whole image shares the kernels.` },
        { text: '900', why: html`Each kernel has 3 layers, one for each channel.` },
      ],
    },
    {
      ask: html`Training accuracy 100 %, test accuracy 76 %. What helps most directly?`,
      options: [
        {
          text: html`More training`,
          why: html`All training images are right; there is nothing more to learn from them.`,
        },
        {
          text: html`More images, or a network that suits them better`,
          right: true,
          why: html`The gap comes from memorising. Data and a fitting structure both narrow it.`,
        },
      ],
    },
  ],
  code: html`The last lines show why mixing does not matter to a fully connected network: with its weights in
    the same order, the outputs are the same.`,
  lab: {
    shuffling: 'Mixed-up pixels',
    shufflingSetting:
      'All images are mixed up in the same way. 10,000 of them are learnt in 300 steps; 2,000 others are for the test.',
    cases: (/** @type {string} */ kind, /** @type {boolean} */ mixed) =>
      `${kind === 'mlp' ? 'fully connected' : 'convolutional'}, ${mixed ? 'mixed up' : 'as they are'}`,
    accuracy: 'Test accuracy',
    parameters: 'Parameters',
    layer: 'Layer',
    output: 'Output',
    kinds: { mlp: 'Fully connected', cnn: 'Convolutional' },
    total: 'Total',
    few: 'Only 300 images',
    fewSetting:
      '300 steps of Adam; the curves are drawn while it trains: accuracy on the images it learns and on 2,000 others.',
    trainAccuracy: 'Training images',
    testAccuracy: 'Test images',
  },
};
