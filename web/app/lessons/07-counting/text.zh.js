import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`彩色图像有 3 个通道，卷积核是 3 × 3。算出一个输出值，要做多少次乘法？`,
    options: [
      { text: '9', why: html`9 只是一个通道里的；3 个通道各有自己的 9 个权重。` },
      { text: '27', right: true, why: html`每个通道 9 次，3 个通道一共 27 次。` },
      { text: '81', why: html`每个权重只乘一次：3 × 3 × 3 = 27。` },
    ],
  },
  seen: html`
    <p>
      每个输出值，都是窗口里 ${math('C_{in} k_h k_w')} 个数的加权和；输出值一共有
      ${math("N C_{out} H' W'")} 个。${term('乘法次数', 'multiplications')}就是两者相乘：
    </p>
    ${formula(
      String.raw`N \, C_{out} \, H' \, W' \, C_{in} \, k_h \, k_w`,
      'N 乘以输出通道数、输出的高、输出的宽、输入通道数、核的高、核的宽',
    )}
    <p>加法分三处。为一个输出值：</p>
    ${formula(
      String.raw`\underbrace{C_{in}(k_h k_w - 1)}_{\text{各通道之内}} + \underbrace{(C_{in} - 1)}_{\text{通道之间}} + \underbrace{1}_{\text{偏置}} = C_{in} k_h k_w`,
      '输入通道数乘以括号核高乘核宽减 1，加上输入通道数减 1，再加 1，正好等于输入通道数乘核高乘核宽',
    )}
    <p>
      <b>加起来，和乘法一样多。</b>所以人们常把一次乘、一次加合在一起，叫一次${term('乘加', 'multiply–accumulate')}。
    </p>
    <p>
      <b>边上的零也照算。</b>补了零的窗口，乘法的次数和别处一样，按公式数就行。
    </p>
  `,
  checks: [
    {
      ask: html`图像的高和宽都加倍，其余不变（步幅 1，大小不变的填充）。乘法变成几倍？`,
      options: [
        { text: '2', why: html`高和宽各加倍，位置是 4 倍。` },
        {
          text: '4',
          right: true,
          why: html`输出的高和宽都加倍，位置是 4 倍，每个位置的代价不变。`,
        },
        { text: '8', why: html`通道没有变，只有位置变多了。` },
      ],
    },
    {
      ask: html`输入通道和输出通道都加倍，乘法变成几倍？`,
      options: [
        { text: '2', why: html`两个数各加倍，乘积是 4 倍。` },
        { text: '4', right: true, why: html`公式里两个数都有，2 × 2 = 4。` },
        { text: html`不变`, why: html`每个输出值要看更多通道，输出值本身也更多。` },
      ],
    },
    {
      ask: html`去掉偏置，每个输出值少了什么？`,
      options: [
        { text: html`一次加法`, right: true, why: html`偏置只在最后加一次。` },
        { text: html`一次乘法`, why: html`偏置是加上去的，不乘什么。` },
        { text: html`一次乘法和一次加法`, why: html`只少一次加法，所以这时加法比乘法少。` },
      ],
    },
  ],
  code: html`程序没有逐次去数，而是照公式从形状里算出来。10 张图也不必真算：先用 1 张图得到形状，再乘以 10。`,
  lab: {
    fields: {
      batch: '批量 N',
      channels: '输入通道',
      height: '输入的高',
      width: '输入的宽',
      kernels: '卷积核个数',
      kernelHeight: '核的高',
      kernelWidth: '核的宽',
      stride: '步幅',
      padding: '填充',
    },
    shapes: '权重与输出的形状：',
    multiplications: '乘法',
    additions: '加法',
    perValue: '一个输出值',
    perImage: '一张图（引擎的计数）',
    perBatch: (/** @type {number} */ n) => `一批：再乘以 ${n}`,
    parts: (
      /** @type {unknown} */ inside,
      /** @type {unknown} */ across,
      /** @type {unknown} */ bias,
    ) => html`通道内 ${inside}，通道间 ${across}，偏置 ${bias}`,
    tooLarge: '卷积核比补过零的输入还大，哪里都放不下。',
    exercise: '练习',
    task: html`一批 10 张 3 × 224 × 224 的图像，64 个 3 × 3 的卷积核，步幅 1，填充
      1，带偏置。乘法和加法各多少次？`,
    check: '对答案',
    right: '两个都对！',
    wrong: (/** @type {string[]} */ kinds) => `还不对：${kinds.join('、')}。`,
    show: '看答案',
    colon: '：',
    how: '10 × 64 × 224 × 224 个输出值，每个 27 次乘法，24 + 2 + 1 = 27 次加法。',
  },
};
