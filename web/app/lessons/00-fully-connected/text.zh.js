import { math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`把所有图像的像素按同一种次序打乱，人眼再也认不出数字。重新训练之后，谁的正确率会掉？`,
    options: [
      {
        text: html`全连接网络和卷积网络都掉`,
        why: html`全连接网络本来就不知道谁和谁相邻，打乱对它没有影响。`,
      },
      {
        text: html`只有卷积网络掉`,
        right: true,
        why: html`卷积靠的是相邻像素的关系，打乱以后这个依据就没了。`,
      },
      { text: html`只有全连接网络掉`, why: html`它的每个单元都看全部像素，次序怎么排都一样。` },
    ],
  },
  seen: html`
    <p>
      ${term('全连接层', 'fully connected layer')}先把图像拉成一长串数，再让每个单元看全部的数。哪两个像素相邻、哪几个通道属于同一点，它都不知道。打乱像素时，只要把权重也照样换个位置，输出一点不变；所以它在打乱的图上学得一样好，这恰恰说明它没有用到邻接关系。
    </p>
    <p>
      <b>参数也多得多。</b>28 × 28 的图接 64 个单元，就是 ${math('784 \\times 64 + 64 = 50240')}
      个参数，而且图一大就跟着涨。${term('卷积核', 'kernel')}只有几个数，整张图共用：表里的卷积网络只用不到二十分之一的参数，认得一样准。
    </p>
    <p>
      <b>参数多，图像少，就会${term('过拟合', 'overfitting')}。</b>只给 300
      张图，两个网络都能全部记住，没见过的图上却差一大截。卷积网络的差距小一些，但也没有消失：它带来的是合适的假设，不能代替数据。
    </p>
    <p>
      只看一个${term('随机种子', 'seed')}，全连接网络打乱前后也可能差上一两个百分点；多换几个种子，取平均才作数。
    </p>
  `,
  checks: [
    {
      ask: html`1000 × 1000 的彩色图（3 个通道）接一个 100 个单元的全连接层，大约有多少权重？`,
      options: [
        { text: html`三百万`, why: html`那是输入的个数，每个还要接 100 个单元。` },
        { text: html`三亿`, right: true, why: html`3 × 1000 × 1000 × 100 = 3 × 10⁸。` },
        { text: html`三万`, why: html`太少了：一个单元就要看三百万个数。` },
      ],
    },
    {
      ask: html`同样这张图，换成 100 个 3 × 3 的卷积核，有多少权重？`,
      options: [
        { text: '2700', right: true, why: html`100 × 3 × 3 × 3 = 2700，和图有多大没有关系。` },
        { text: html`三亿`, why: html`卷积核在整张图上共用。` },
        { text: '900', why: html`别忘了每个核有 3 层，对应 3 个通道。` },
      ],
    },
    {
      ask: html`训练正确率 100 %，测试正确率 76 %。最直接的办法是什么？`,
      options: [
        { text: html`再多训练几轮`, why: html`训练集已经全对，再练没有新东西可学。` },
        {
          text: html`用更多图像，或者更合适的网络`,
          right: true,
          why: html`差距来自记忆而不是理解；数据和合适的结构都能缩小它。`,
        },
      ],
    },
  ],
  code: html`最后几行说明了为什么全连接网络不怕打乱：权重跟着换位置，输出就完全相同。`,
  lab: {
    shuffling: '打乱像素',
    shufflingSetting:
      '所有图像都按同一种次序打乱；用 10,000 张训练 300 步，再用没见过的 2,000 张测试。',
    cases: (/** @type {string} */ kind, /** @type {boolean} */ mixed) =>
      `${kind === 'mlp' ? '全连接' : '卷积'}，${mixed ? '打乱' : '原样'}`,
    accuracy: '测试正确率',
    parameters: '参数个数',
    layer: '层',
    output: '输出',
    kinds: { mlp: '全连接网络', cnn: '卷积网络' },
    total: '合计',
    few: '只有 300 张图',
    fewSetting:
      '用 Adam 训练 300 步。曲线边训练边画：一条是学过的 300 张上的正确率，一条是没见过的 2,000 张上的。',
    trainAccuracy: '训练图像',
    testAccuracy: '测试图像',
  },
};
