import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`彩色图像有红、绿、蓝三个通道。用 2 个 3 × 3 的卷积核去卷，出来几张特征图？`,
    options: [
      {
        text: '2',
        right: true,
        why: html`每个核把三个通道的结果加在一起，只出一张图；两个核，两张图。`,
      },
      { text: '3', why: html`通道的结果要相加，不会各出各的。` },
      { text: '6', why: html`中间确实有 2 × 3 = 6 份结果，但每个核的三份会加成一张。` },
    ],
  },
  seen: html`
    <p>
      输入有几个${term('通道', 'channel')}，卷积核就有几层：红的一层盖在红通道上，绿的盖绿，蓝的盖蓝。各通道分别算完，<b>相加</b>，再加偏置，就是一张特征图。
    </p>
    ${formula(
      String.raw`y_o = b_o + \sum_{i=1}^{C_{in}} w_{o,i} \star x_i`,
      '输出通道 o 等于偏置 b o，加上对输入通道 i 求和：核 w o i 与输入 x i 的互相关',
    )}
    <p>
      <b>想要几张特征图，就用几个核。</b>所以权重的形状是
      ${math('(C_{out}, C_{in}, k_h, k_w)')}，偏置每个输出通道一个。
    </p>
    <p>
      <b>${term('批量', 'batch')}</b>是一次送进网络的图像张数
      ${math('N')}，写在形状的最前面。每张图各算各的，用的是同一套核：改变
      ${math('N')}，权重的形状不变。
    </p>
  `,
  checks: [
    {
      ask: html`输入 (8, 16, 28, 28)，卷积层有 32 个 3 × 3 的核，填充 1。权重是什么形状？`,
      options: [
        { text: '(32, 16, 3, 3)', right: true, why: html`32 个核，每个 16 层，每层 3 × 3。` },
        { text: '(8, 32, 3, 3)', why: html`权重和批量没有关系。` },
        { text: '(16, 32, 3, 3)', why: html`先写输出通道，再写输入通道。` },
      ],
    },
    {
      ask: html`同一层的输出是什么形状？`,
      options: [
        { text: '(8, 16, 28, 28)', why: html`输出通道数等于核的个数，是 32。` },
        {
          text: '(8, 32, 28, 28)',
          right: true,
          why: html`批量不变，通道换成 32，填充 1 保持大小。`,
        },
        { text: '(32, 8, 28, 28)', why: html`批量总在最前面。` },
      ],
    },
    {
      ask: html`1 × 1 的卷积核有用吗？`,
      options: [
        { text: html`没用，等于把图照抄一遍`, why: html`只有一个通道时才近似如此。` },
        {
          text: html`有用，它把各通道按权重混在一起`,
          right: true,
          why: html`每个位置上，它对所有通道求加权和，可以增减通道数。`,
        },
      ],
    },
  ],
  code: html`conv.weight 的形状依次是输出通道、输入通道、高、宽；换一个批量，同一个 conv 照样能用。`,
  lab: {
    batch: '批量 N',
    kernels: '卷积核个数',
    shownImage: '看哪张图',
    shownKernel: '看哪个核',
    image: (/** @type {number} */ n) => `图 ${n}`,
    kernel: (/** @type {number} */ n) => `核 ${n}`,
    picture: '图像',
    tensor: '张量',
    hint: '批量和核的个数可以改，第一张图和各个核里的数也都可以改。',
    meaning: '各维',
    shape: '形状',
    tensors: { input: '输入', weight: '权重', bias: '偏置', output: '输出' },
    axes: {
      input: '批量，通道，高，宽',
      weight: '输出通道，输入通道，高，宽',
      bias: '输出通道',
      output: '批量，通道，高，宽',
    },
    colours: {
      red: { input: '红通道', kernel: '核的红层', partial: '红的结果' },
      green: { input: '绿通道', kernel: '核的绿层', partial: '绿的结果' },
      blue: { input: '蓝通道', kernel: '核的蓝层', partial: '蓝的结果' },
    },
    sum: '三个结果之和',
    bias: '偏置',
    output: '特征图',
  },
};
