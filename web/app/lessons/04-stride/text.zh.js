import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`7 × 7 的输入，3 × 3 的卷积核，每次挪 2 格，不补零。输出多大？`,
    options: [
      { text: '2 × 2', why: html`横着只滑 2 次，但起点也是一个位置，所以是 3 个。` },
      {
        text: '3 × 3',
        right: true,
        why: html`从左端起，3 格宽的窗口还剩 4 格可走，一次 2 格，滑 2 次；加上起点，一行 3 个位置。`,
      },
      { text: '5 × 5', why: html`那是一次挪 1 格的结果。` },
    ],
  },
  seen: html`
    <p>
      窗口每次挪动的格数叫${term('步幅', 'stride')}。步幅是 1，一格一格地走；步幅是
      2，隔一格停一次，输出的高和宽大约减半，计算量大约只剩四分之一。
    </p>
    <p>
      数一数就知道输出多大：<b>滑动的次数，再加上起点那一次。</b>能滑几次，看除了窗口本身还剩多少格，够几个步幅：
    </p>
    ${formula(
      String.raw`H' = \left\lfloor \frac{H + p_{\text{上}} + p_{\text{下}} - k_h}{s} \right\rfloor + 1`,
      '输出的高，等于 H 加上、下两边的填充，减去核的高，除以步幅 s，向下取整，再加 1',
    )}
    <p>
      <b>除不尽就丢掉零头。</b>把输入改成 8、步幅设成 2：右边剩一列、下边剩一行没有盖到，这就是公式里向下取整的意思。
    </p>
    <p>
      100 × 100 的图像，核 ${math('k = 3')}，四周补 ${math('p = 1')}，步幅 ${math('s = 2')}：剩 99
      格，够滑 49 次，所以输出是 50 × 50。
    </p>
  `,
  checks: [
    {
      ask: html`输入 28 × 28，核 5 × 5，步幅 1，不补零。输出多大？`,
      options: [
        { text: '24 × 24', right: true, why: html`28 − 5 = 23，滑 23 次，24 个位置。` },
        { text: '23 × 23', why: html`滑的次数是 23，别忘了起点也算一个位置。` },
        { text: '28 × 28', why: html`要四周各补 2 才保持不变。` },
      ],
    },
    {
      ask: html`输入 10 × 10，核 3 × 3，步幅 3，不补零。最右边有几列没有被盖到？`,
      options: [
        { text: '0', why: html`10 − 3 = 7，7 不是 3 的倍数，会有零头。` },
        {
          text: '1',
          right: true,
          why: html`剩 7 格，滑 2 次走掉 6 格，还有 1 列没有盖到。`,
        },
        { text: '2', why: html`7 除以 3 的余数是 1。` },
      ],
    },
    {
      ask: html`把步幅从 1 改成 2，乘法的次数大约变成多少？`,
      options: [
        { text: html`一半`, why: html`两个方向都减半，位置只剩四分之一。` },
        {
          text: html`四分之一`,
          right: true,
          why: html`每个位置的乘法次数不变，位置的数目约为四分之一。`,
        },
        { text: html`不变`, why: html`窗口停的次数少了，乘法也就少了。` },
      ],
    },
  ],
  code: html`stride 只写一个数，表示高和宽两个方向用同样的步幅；也可以写成 (2, 1) 这样的一对。`,
  lab: {
    stride: '步幅',
    size: '输入边长',
    kernel: '卷积核边长',
    padding: '填充',
    input: '输入',
    output: '输出',
    result: '输出：',
    slides: (/** @type {unknown} */ right, /** @type {unknown} */ down) =>
      html`已向右滑 ${right} 次，向下滑 ${down} 次。`,
    large: '换成大图，输出有多大？',
    byEngine: '（引擎搭好这一层后给出的大小）',
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
