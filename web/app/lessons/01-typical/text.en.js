import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`The first layer of a trained network has 16 kernels of 5 × 5. It was made for images of 28 × 28. Now it gets an image of 56 × 56. What has to change about these kernels?`,
    options: [
      {
        text: html`Nothing`,
        right: true,
        why: html`The kernel slides over the image, however large it is. Only the maps become larger.`,
      },
      {
        text: html`They must become 10 × 10`,
        why: html`The kernel looks at a small patch at a time; nothing forces it to grow with the image.`,
      },
      {
        text: html`There must be four times as many`,
        why: html`The number of kernels says how many features are looked for, not how large the image is.`,
      },
    ],
  },
  seen: html`
    <p>
      A typical ${term('convolutional neural network', '卷积神经网络')} (CNN) has two parts. In front,
      ${term('convolution', '卷积')}, ${term('ReLU', '修正线性单元')} and
      ${term('pooling', '池化')} take turns: the ${term('feature maps', '特征图')} become smaller and more numerous. At the back,
      ${term('fully connected layers', '全连接层')} weigh all features and decide. Between them, the 32 maps of 4 × 4 are laid out as ${math('32 \\times 4 \\times 4 = 512')} numbers.
    </p>
    ${formula(
      String.raw`28 \xrightarrow{\;5 \times 5\;} 24 \xrightarrow{\;2 \times 2\;} 12 \xrightarrow{\;5 \times 5\;} 8 \xrightarrow{\;2 \times 2\;} 4`,
      '28 becomes 24 by a kernel of 5 by 5, 12 by pooling, 8 by the next kernel, 4 by pooling',
    )}
    <p>
      <b>A kernel is small, and the whole image shares it.</b> This is
      ${term('weight sharing', '参数共享')}. The image's size does not occur in the number of its parameters:
    </p>
    ${formula(
      String.raw`\begin{aligned} &C_{out}\,(C_{in}\, k_h\, k_w + 1) \\ &= 16 \times (1 \times 5 \times 5 + 1) = 416 \end{aligned}`,
      'C out times C in times k h times k w plus 1; 16 times 26 is 416',
    )}
    <p>
      <b>A kernel stands for a ${term('feature', '特征')}.</b> In the first layer it answers to edges and
      strokes of one direction, later ones to corners and arcs made of these. It finds its feature wherever it is:
      with four copies, the maps of one digit stand in all four corners of the large ones, number for number.
    </p>
    <p>
      <b>Fully connected layers do depend on the size.</b> At 56 × 56 fc1 gets ${math('32 \\times 11 \\times 11 = 3872')}
      numbers instead of 512 and needs new weights, about 7.5 times as many. Most of the parameters are there; that is why
      ${term('dropout', '丢弃法')} has its place there, against ${term('overfitting', '过拟合')}: in training it sets some of the numbers to 0 at random, in use it lets everything through.
    </p>
    <p>
      Two more things: the network also has ${term('batch normalisation', '批归一化')} (lesson 11), and it
      pools before the ReLU. Maximum and ReLU may change places without changing the result, and pooling first saves work.
    </p>
  `,
  checks: [
    {
      ask: html`conv2 has 32 kernels over 16 input maps, 5 × 5 each, with bias. How many parameters does it have?`,
      options: [
        {
          text: '800',
          why: html`That is 32 × 5 × 5, but each kernel reaches through all 16 maps, and has a bias.`,
        },
        {
          text: '12832',
          right: true,
          why: html`32 × (16 × 5 × 5 + 1) = 12832, at 28 × 28 as at 56 × 56.`,
        },
        { text: '51328', why: html`Four times as many; but the image's size does not count.` },
      ],
    },
    {
      ask: html`Which layer of this network cannot keep its weights when the image becomes larger?`,
      options: [
        { text: 'conv2', why: html`Its kernels slide over maps of any size.` },
        { text: 'pool2', why: html`Pooling has no weights at all.` },
        {
          text: 'fc1',
          right: true,
          why: html`It has a weight for each number that comes in; now there are more of them.`,
        },
      ],
    },
    {
      ask: html`The trained network is to read digits. What does dropout do then?`,
      options: [
        {
          text: html`It lets all numbers pass`,
          right: true,
          why: html`It works in training only; in use the answer should not depend on chance.`,
        },
        {
          text: html`It sets half of them to 0`,
          why: html`That is training. Switch it on in the lab: what fc2 gives changes with every draw.`,
        },
        {
          text: html`It takes away the smallest ones`,
          why: html`Dropout does not look at the values; it draws lots.`,
        },
      ],
    },
  ],
  code: html`The same network for both sizes: the shapes after each layer and the parameters of each layer. Only
    those of the first Linear differ. Paddle also counts the running mean and variance of BatchNorm among
    the parameters; they are not trained, so the program leaves them out.`,
  lab: {
    loading: 'Loading the trained network',
    layer: 'Layer',
    kind: 'Kind',
    shape: 'Output',
    parameters: 'Parameters',
    total: 'Total',
    kinds: {
      Conv2d: 'convolution',
      MaxPool2d: 'max pooling',
      BatchNorm2d: 'batch normalisation',
      BatchNorm1d: 'batch normalisation',
      ReLU: 'ReLU',
      Flatten: 'flatten',
      Linear: 'fully connected',
      Dropout: 'dropout',
    },
    does: {
      Conv2d: 'Each kernel slides over all input maps and makes one map: where is my feature?',
      MaxPool2d: 'Of each 2 × 2 the largest remains: height and width are halved.',
      BatchNorm2d: 'Each map is brought to a common scale.',
      BatchNorm1d: 'Each number is brought to a common scale.',
      ReLU: 'What is negative becomes 0; the rest stays.',
      Flatten: 'The maps are laid out as one long row of numbers.',
      Linear: 'Each output is a weighted sum of all numbers that come in.',
      Dropout: 'In training, chosen by lot, some numbers become 0; in use all pass unchanged.',
    },
    steps: {
      label: 'Layers',
      back: 'Previous layer',
      forward: 'Next layer',
      place: (/** @type {number} */ place, /** @type {number} */ count) =>
        `Layer ${place} of ${count}`,
    },
    play: 'Let the data flow',
    pause: 'Pause',
    training: 'Dropout as in training',
    rate: 'Rate',
    mask: 'Draw lots again',
    draw: 'Draw a digit.',
    sizes: 'The same kernels, a larger image',
    way: 'The larger image',
    ways: { copies: 'four copies', enlarged: 'enlarged' },
    maps: 'Maps of the layer',
    image: (/** @type {number} */ side) => `Image, ${side} × ${side}`,
    found: 'Numbers of the small maps that stand in all four corners of the large ones: ',
  },
};
