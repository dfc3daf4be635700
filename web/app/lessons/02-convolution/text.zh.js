import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`输入是 3 × 3 的方阵，依次填着 1 到 9；${term('卷积核', 'kernel')}是 2 × 2 的，第一行 0 1，第二行
      2 3。把卷积核盖在左上角，上下对应的数相乘，再全部加起来，得多少？`,
    options: [
      { text: '9', why: html`9 只是输入里的最后一个数。要算的是窗口里的所有数。` },
      {
        text: '25',
        right: true,
        why: html`1 × 0 + 2 × 1 + 4 × 2 + 5 × 3 = 25，卷积核的每个数和它正下方的数相乘。`,
      },
      {
        text: '11',
        why: html`先把卷积核旋转 180° 再算，才会得到 11，那是数学书上的卷积。网络并不旋转它。`,
      },
    ],
  },
  seen: html`
    <p>
      凡是放得下的位置，卷积核都会停一次；每停一次，就把对应的数相乘再求和。3 × 3 的输入里，2 × 2
      的卷积核有 4 个位置可停，所以输出的${term('特征图', 'feature map')}是 2 × 2。
    </p>
    ${formula(
      String.raw`y_{r,t} = b + \sum_{u=0}^{k_h-1} \sum_{v=0}^{k_w-1} w_{u,v}\, x_{r+u,\,t+v}`,
      'y 的第 r 行第 t 列，等于 b 加上对 u 和 v 求和：w 的 u 行 v 列乘以 x 的 r 加 u 行、t 加 v 列',
    )}
    <p>
      <b>这里说的“卷积”，其实是互相关。</b>数学上的${term('卷积', 'convolution')}要先把卷积核旋转
      180° 再滑动；不旋转的叫${term('互相关', 'cross-correlation')}。各个框架算的都是后者。这不碍事：卷积核里的数是学出来的，真要用旋转后的核，网络自己就会学成那个样子。
    </p>
    <p><b>先写高，再写宽。</b>3 × 5 的卷积核高 3、宽 5：${math('k_h = 3')}，${math('k_w = 5')}。</p>
    <p>
      <b>${term('偏置', 'bias')}是整张特征图共用的一个数。</b>在实验里改一改它，所有输出会一起增减同样多。
    </p>
  `,
  checks: [
    {
      ask: html`输入 6 × 6，卷积核 3 × 5，输出多大？`,
      options: [
        {
          text: '4 × 2',
          right: true,
          why: html`竖直方向有 6 − 3 + 1 = 4 个位置，水平方向有 6 − 5 + 1 = 2 个。`,
        },
        { text: '2 × 4', why: html`高和宽弄反了：3 × 5 是高 3、宽 5。` },
        { text: '3 × 1', why: html`起始位置也算一个：位置数比滑动次数多 1。` },
      ],
    },
    {
      ask: html`什么时候，不管输入是什么，互相关和卷积的结果都一样？`,
      options: [
        {
          text: html`卷积核旋转 180° 后和原来一样时`,
          right: true,
          why: html`比如九个数全是 1 的模糊核，转不转都一个样。`,
        },
        { text: html`偏置为 0 时`, why: html`偏置是最后才加上去的，和旋转没有关系。` },
        { text: html`任何时候`, why: html`在实验里勾上“旋转 180°”试试：25 变成了 11。` },
      ],
    },
    {
      ask: html`把偏置加大 10，输出会怎样？`,
      options: [
        { text: html`每个数都变成 10 倍`, why: html`那是乘法；偏置是加上去的。` },
        { text: html`只有第一个数增加 10`, why: html`每个位置加的都是同一个偏置。` },
        { text: html`每个数都增加 10`, right: true, why: html`图上每个位置的和都要加上偏置。` },
      ],
    },
  ],
  code: html`卷积层权重的形状是（输出通道，输入通道，高，宽），所以要先把卷积核变成 (1, 1, 2, 2)。`,
  lab: {
    input: '输入',
    kernel: '卷积核',
    laid: '旋转后的卷积核',
    output: '输出',
    inputSize: '输入大小',
    kernelSize: '卷积核大小',
    height: '高',
    width: '宽',
    bias: '偏置',
    biasShort: '（偏置）',
    flip: '先把卷积核旋转 180°（数学上的卷积）',
    tooLarge: '卷积核比输入还大，哪里都放不下。',
    hint: '输入和卷积核里的每个数都可以改。',
    steps: {
      label: '卷积核的位置',
      back: '上一个位置',
      forward: '下一个位置',
      place: (/** @type {number} */ place, /** @type {number} */ count) =>
        `第 ${place} 个位置，共 ${count} 个`,
    },
  },
};
