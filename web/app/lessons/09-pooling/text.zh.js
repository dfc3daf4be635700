import { formula } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`把手写数字向右挪 1 个像素。卷积输出里有值的地方，多数会明显改变；2 × 2
      最大池化之后，明显改变的比例会怎样？`,
    options: [
      { text: html`降到零`, why: html`池化缓和了挪动，但并没有抹去它：很多输出仍然会变。` },
      {
        text: html`变小一些`,
        right: true,
        why: html`最大值常常还在同一个窗口里，输出就不变；挪出窗口的，输出才变。`,
      },
      { text: html`变大`, why: html`窗口只取最大的一个，内部的挪动它看不见。` },
    ],
  },
  seen: html`
    <p>
      ${term('池化', 'pooling')}用一个数概括一小片区域：取最大的，是${term('最大池化', 'max pooling')}；取平均，是${term('平均池化', 'average pooling')}。它没有要学的参数，每个通道各算各的。
    </p>
    ${formula(
      String.raw`H' = \left\lfloor \frac{H + p_{\text{上}} + p_{\text{下}} - k_h}{s} \right\rfloor + 1`,
      '输出的高，等于 H 加上、下两边的填充，减去窗口的高，除以步幅 s，向下取整，再加 1',
    )}
    <p>
      <b>大小的公式和卷积一样。</b>步幅通常等于窗口边长，窗口之间不重叠：2 × 2 的池化把 4 × 4 变成 2 ×
      2，后面的神经元也就少了四分之三。
    </p>
    <p>
      <b>它能缓和挪动，不能抵消挪动。</b>表里先数有值的输出，再数其中变化超过该层最大值十分之一的：池化之后这个比例变小，窗口越大，多半还要更小。但输入真的挪远了，输出照样会变。
    </p>
  `,
  checks: [
    {
      ask: html`24 × 24 的特征图，经过 2 × 2、步幅 2 的池化，是多大？`,
      options: [
        { text: '12 × 12', right: true, why: html`(24 − 2) / 2 + 1 = 12。` },
        { text: '22 × 22', why: html`那是步幅为 1、窗口 3 × 3 的结果。` },
        { text: '23 × 23', why: html`那是步幅为 1 的结果。` },
      ],
    },
    {
      ask: html`16 个通道的特征图做最大池化，出来几个通道？`,
      options: [
        { text: '1', why: html`池化不跨通道，各通道分开取最大值。` },
        { text: '8', why: html`减半的是高和宽，不是通道。` },
        { text: '16', right: true, why: html`每个通道单独池化，通道数不变。` },
      ],
    },
    {
      ask: html`窗口里的数是 1、3、4、6。训练时，最大池化把${term('梯度', 'gradient')}传给谁？`,
      options: [
        { text: html`平均分给四个数`, why: html`那是平均池化的做法。` },
        {
          text: html`全给 6`,
          right: true,
          why: html`输出只取决于最大的那个，其余三个动一点点，输出不变，梯度是零。`,
        },
        { text: html`按大小分配`, why: html`输出就等于 6，和另外三个数的大小无关。` },
      ],
    },
  ],
  code: html`不写 stride，两个框架都取窗口的边长作步幅。要知道最大值在哪里，PyTorch 用 return_indices，Paddle 用
    return_mask。`,
  lab: {
    window: '窗口',
    stride: '步幅',
    input: '输入',
    max: '最大池化',
    mean: '平均池化',
    size: '输入、输出的大小：',
    marked: '圈出的数是各个窗口的最大值。点输出的格子，看它来自哪个窗口。',
    nudging: '挪动一个像素',
    direction: '挪动的方向',
    directions: { right: '→ 右', down: '↓ 下', left: '← 左', up: '↑ 上' },
    draw: '画点什么。',
    outputs: '输出个数',
    active: '有值的',
    changed: '其中明显改变的',
    share: '比例',
    layers: { conv: '卷积 + ReLU', max: '最大池化', mean: '平均池化' },
  },
};
