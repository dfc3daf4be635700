import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`4 × 4 的输入，3 × 3 的卷积核。想让输出也是 4 × 4，要在输入四周各补几圈零？`,
    options: [
      {
        text: '1',
        right: true,
        why: html`补一圈以后输入成了 6 × 6，3 × 3 的核在每个方向上正好有 6 − 3 + 1 = 4 个位置。`,
      },
      { text: '2', why: html`补两圈是 8 × 8，输出 6 × 6，比原来还大。` },
      { text: '3', why: html`补几圈不看核有多大，要看它超出中心多少：3 × 3 的核只超出 1 格。` },
    ],
  },
  seen: html`
    <p>
      不补零时，3 × 3 的卷积核在 4 × 4 的输入上只有 2 × 2 个位置可停。每经过一层，图像就小一圈，层数一多便所剩无几；边上的像素被窗口盖到的次数也少，角上那个只有
      1 次。
    </p>
    <p>
      在四周补零，叫做${term('填充', 'padding')}。上下左右分别补
      ${math('p_{\\text{上}}')}、${math('p_{\\text{下}}')}、${math('p_{\\text{左}}')}、${math('p_{\\text{右}}')}
      行（列），输出的大小是
    </p>
    ${formula(
      String.raw`\begin{aligned} H' &= H + p_{\text{上}} + p_{\text{下}} - k_h + 1 \\ W' &= W + p_{\text{左}} + p_{\text{右}} - k_w + 1 \end{aligned}`,
      '输出的高等于 H 加上、下两边的填充，减去核的高，再加 1；宽也一样，用左右填充和核的宽',
    )}
    <p>
      <b>想保持大小，四周各补 ${math('(k-1)/2')}。</b>核的边长通常取奇数：这样两边补得一样多，窗口也有一个正中的像素。
    </p>
    <p>
      <b>补上的零也参与计算。</b>实验里的核全是 1，算的是窗口内各数之和，所以靠边的输出偏小：窗口里有一部分是零。
    </p>
  `,
  checks: [
    {
      ask: html`核是 7 × 7，四周各补几圈，大小才不变？`,
      options: [
        { text: '2', why: html`那是 5 × 5 的核：(5 − 1) / 2 = 2。` },
        { text: '3', right: true, why: html`(7 − 1) / 2 = 3。` },
        { text: '7', why: html`补这么多，输出反而比输入大了 8。` },
      ],
    },
    {
      ask: html`5 × 5 的输入，3 × 3 的核，只在上边补 2 行零。输出多大？`,
      options: [
        { text: '5 × 5', why: html`宽度方向没有补，只有 5 − 3 + 1 = 3 列。` },
        {
          text: '5 × 3',
          right: true,
          why: html`高：5 + 2 − 3 + 1 = 5；宽：5 − 3 + 1 = 3。`,
        },
        { text: '3 × 5', why: html`高和宽弄反了。` },
      ],
    },
    {
      ask: html`2 × 2 的核，上下左右补得一样多，能让大小不变吗？`,
      options: [
        { text: html`能`, why: html`不补小 1，补一圈又大 1，没有正好的。` },
        {
          text: html`不能`,
          right: true,
          why: html`需要总共补 1 行，两边平分不了；只补一边才行。这也是核爱用奇数的原因。`,
        },
      ],
    },
  ],
  code: html`两边补得不一样多时，PyTorch 要先用 F.pad，参数的次序是左、右、上、下；Paddle 直接把上、下、左、右四个数写进
    padding。`,
  lab: {
    kernel: '卷积核（全是 1）',
    all: '四边',
    top: '上',
    bottom: '下',
    left: '左',
    right: '右',
    input: '输入和填充',
    output: '输出',
    size: '输入、输出的大小：',
    tooLarge: '卷积核比补过零的输入还大，哪里都放不下。',
    steps: {
      label: '卷积核的位置',
      back: '上一个位置',
      forward: '下一个位置',
      place: (/** @type {number} */ place, /** @type {number} */ count) =>
        `第 ${place} 个位置，共 ${count} 个`,
    },
  },
};
