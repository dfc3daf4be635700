import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`六个隐藏层，激活函数全用 Sigmoid。反向传播时，传到第一层的${term('梯度', 'gradient')}大约是最后一层的多少？`,
    options: [
      { text: html`差不多一样`, why: html`每过一层 Sigmoid，梯度至多剩四分之一，不会一样。` },
      { text: html`十分之一左右`, why: html`只过一两层才会是这样。` },
      {
        text: html`不到百分之一`,
        right: true,
        why: html`每过一层都要乘上一个不超过 1/4 的导数，六层下来所剩无几。`,
      },
    ],
  },
  seen: html`
    <p>
      ${term('激活函数', 'activation function')}给网络加上非线性。Sigmoid 把任何数压到 0 和 1 之间：
    </p>
    ${formula(
      String.raw`\begin{aligned} s(x) &= \frac{1}{1 + e^{-x}} \\ s'(x) &= s(x)\,(1 - s(x)) \le \frac{1}{4} \end{aligned}`,
      's x 等于 1 除以 1 加 e 的负 x 次方；它的导数是 s x 乘以 1 减 s x，不超过四分之一',
    )}
    <p>
      导数在 ${math('x = 0')} 处最大，正好是 0.25。反向传播每穿过一层都要乘上这样一个数，${math('n')} 层就至多剩 ${math('4^{-n}')}，再乘上各层的权重。实验表格的最后一行是权重为 1 的情形：六层至多剩 ${math('4^{-6} \\approx 0.0002441')}。这叫${term('梯度消失', 'vanishing gradient')}：前面几层几乎不动，网络学不起来。
    </p>
    <p>
      <b>ReLU 不一样：</b>${math('\\max(0, x)')} 在 ${math('x > 0')} 处导数是
      1，梯度原样通过。代价是有的单元对所有输入都输出 0，导数也一直是 0，称作${term('死单元', 'dead unit')}。
    </p>
    <p>
      <b>不是任何时候都这么悬殊。</b>只有两层时，Sigmoid 也学得动：把层数改成 2 试试。这里用的是适合
      Sigmoid 的 Xavier 初始化；输入取值、权重大小也都会影响具体的比例，所以要多换几个种子看。
    </p>
  `,
  checks: [
    {
      ask: html`梯度穿过 5 层 Sigmoid，权重的影响先不管，至多剩多少？`,
      options: [
        { text: html`1/20`, why: html`是连乘，不是相加：1/4 的 5 次方。` },
        { text: html`1/1024`, right: true, why: html`4 的 5 次方是 1024。` },
        { text: html`1/4`, why: html`那是一层。` },
      ],
    },
    {
      ask: html`一个 Sigmoid 单元的输入总是 8 左右，会怎样？`,
      options: [
        {
          text: html`它${term('饱和', 'saturated')}了，几乎没有梯度`,
          right: true,
          why: html`8 处的导数约 0.0003：输出接近 1，动一动输入，输出几乎不变。`,
        },
        { text: html`它学得特别快`, why: html`导数小，梯度也小，学得很慢。` },
        { text: html`它是死单元`, why: html`死单元说的是 ReLU 总输出 0；这里输出接近 1，叫饱和。` },
      ],
    },
    {
      ask: html`ReLU 单元对所有训练图像的输入都小于 0，它还能学吗？`,
      options: [
        { text: html`能，下一步就好了`, why: html`它的梯度处处是 0，自己的权重不会再动。` },
        {
          text: html`靠自己不能`,
          right: true,
          why: html`导数是 0，权重收不到梯度；只有前面的层变了，它才可能再有正的输入。`,
        },
      ],
    },
  ],
  code: html`程序先让框架求出几处的导数，再建一个六层的网络，比较第一层和最后一层的梯度。随机数不同，数值不会和上面完全一样，但同样悬殊。`,
  lab: {
    colon: '：',
    slopes: '有多陡？',
    point: 'x',
    row: '几个 Sigmoid 相连',
    inRow: (/** @type {number} */ n) => (n === 1 ? '1 个 Sigmoid' : `${n} 个 Sigmoid 相连`),
    halves:
      '相邻两个 Sigmoid 之间减去 1/2，好让每一个都能处在最陡的地方。导数由引擎的反向传播算出。',
    value: '函数值',
    slope: 'x 处的导数',
    most: '最大的导数',
    training: '同一个深网络，两种激活函数',
    setting: '每层 64 个单元，同样的种子，3,000 张手写数字，200 步（带动量的 SGD，学习率 0.1）。',
    depth: '隐藏层数',
    loss: '训练损失',
    gradients: '训练第一步各层的梯度大小（对数刻度）',
    ratio: '第一层的梯度除以最后一层的',
    firstToLast: '首层 ÷ 末层',
    accuracy: '1,000 张测试图像的正确率',
    idle: '最后一步不出力的单元',
    units: '单元总数',
    dead: '死单元（总是 0）',
    saturated: '饱和的单元',
  },
};
