import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`连着做两次 3 × 3 的卷积（步幅 1）。第二层的一个输出，取决于输入里多大的一块？`,
    options: [
      { text: '3 × 3', why: html`那是它在第一层输出上看到的；第一层的每个数又各看 3 × 3。` },
      {
        text: '5 × 5',
        right: true,
        why: html`它看第一层的 3 × 3，其中最外圈的数再往外看 1 格，合起来是 5 × 5。`,
      },
      { text: '6 × 6', why: html`相邻的窗口有重叠，每层只往外多出 1 格，不是 3 格。` },
    ],
  },
  seen: html`
    <p>
      一个输出所取决于的那块输入，叫它的${term('感受野', 'receptive field')}。一层卷积的感受野就是核的大小；再往上叠一层，就向外扩一圈。
    </p>
    ${formula(
      String.raw`\begin{aligned} r_l &= r_{l-1} + (k_l - 1)\, j_{l-1}, \\ j_l &= j_{l-1}\, s_l, \qquad r_0 = j_0 = 1 \end{aligned}`,
      'r l 等于 r l 减 1 加上 k l 减 1 乘以 j l 减 1；j l 等于 j l 减 1 乘以步幅 s l；开头两个都是 1',
    )}
    <p>
      这里 ${math('r')} 是感受野的边长，${math('j')}
      是相邻两个输出在输入上相隔几格。两层 3 × 3：${math('1 + 2 + 2 = 5')}；三层：${math('7')}。
    </p>
    <p>
      <b>池化和步幅扩得快。</b>它们让后面每一格相当于输入的两格：conv5–pool2–conv5 是
      ${math('1 + 4 + 1 + 4 \\times 2 = 14')}。
    </p>
    <p>
      <b>反过来也看得到。</b>点输入的一个像素：引擎把它调亮，再算一遍，凡是变了的输出都亮起来。它们正是看得见这个像素的那些。
    </p>
  `,
  checks: [
    {
      ask: html`四层 3 × 3 的卷积（步幅 1），感受野多大？`,
      options: [
        { text: '7 × 7', why: html`那是三层。` },
        { text: '9 × 9', right: true, why: html`每层多 2：1 + 4 × 2 = 9。` },
        { text: '12 × 12', why: html`每层只多 k − 1 = 2，不是 3。` },
      ],
    },
    {
      ask: html`两层 3 × 3 和一层 5 × 5 的感受野一样大。各一个通道时，谁的权重少？`,
      options: [
        {
          text: html`两层 3 × 3：18 个`,
          right: true,
          why: html`2 × 9 = 18，而 5 × 5 = 25；中间还能多一次 ReLU。`,
        },
        { text: html`一层 5 × 5：25 个`, why: html`25 比 18 多。` },
        { text: html`一样多`, why: html`2 × 9 = 18，5 × 5 = 25。` },
      ],
    },
    {
      ask: html`第一层的步幅从 1 改成 2，后面各层的感受野会怎样？`,
      options: [
        { text: html`不变`, why: html`步幅改变了后面每一格对应的距离。` },
        {
          text: html`变大`,
          right: true,
          why: html`后面的核每一格相当于输入的两格，往外扩的也加倍。`,
        },
        { text: html`变小`, why: html`图变小了，每一格看到的反而更宽。` },
      ],
    },
  ],
  code: html`程序用的也是“调亮一个像素，看输出变不变”的办法，一格一格地试。`,
  lab: {
    stack: '网络',
    stacks: {
      two: '两层 3 × 3',
      three: '三层 3 × 3',
      pooled: 'conv5 – pool2 – conv5',
      own: '自己搭的',
    },
    kinds: {
      conv3: '3 × 3 卷积',
      conv5: '5 × 5 卷积',
      stride2: '3 × 3 卷积，步幅 2',
      pool2: '2 × 2 最大池化',
    },
    layer: (/** @type {number} */ n) => `第 ${n} 层`,
    add: '加一层',
    remove: '减一层',
    input: '输入',
    sees: '它的感受野：',
    pixels: (/** @type {number} */ n) => `（输入里有 ${n} 个像素）`,
    moves: '这个像素一变，跟着变的输出：',
    separator: '，',
    hint: '点任意一格：点某一层，看它看得见什么；点输入，看它影响什么。方向键也可以移动。',
    tooDeep: '这样搭不成：图已经小得放不下窗口了。',
  },
};
