import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`训练时随机丢掉一半的数，剩下的原样不动；预测时一个也不丢。后一层收到的总量，预测时大约是训练时的几倍？`,
    options: [
      { text: html`一样`, why: html`训练时平均只剩一半，预测时是全部。` },
      {
        text: html`两倍`,
        right: true,
        why: html`所以要补偿：要么训练时把剩下的放大一倍，要么预测时减半。`,
      },
      { text: html`一半`, why: html`反过来了：预测时一个也不丢，总量更大。` },
    ],
  },
  seen: html`
    <p>
      ${term('丢弃法', 'dropout')}在训练时以概率 ${math('r')}
      把数值随机变成 0，让网络不能只靠某几个单元，以此减轻${term('过拟合', 'overfitting')}。用哪些、丢哪些，由一张 0
      和 1 组成的${term('掩码', 'mask')}${math('m')} 决定。
    </p>
    <p>要让训练和预测时的大小一致，有两种办法：</p>
    ${formula(
      String.raw`\begin{array}{lll} \text{upscale\_in\_train} & \text{训练 } \dfrac{x\,m}{1-r} & \text{预测 } x \\[2ex] \text{downscale\_in\_infer} & \text{训练 } x\,m & \text{预测 } x\,(1-r) \end{array}`,
      'upscale in train：训练时 x 乘 m 除以 1 减 r，预测时就是 x；downscale in infer：训练时 x 乘 m，预测时 x 乘以 1 减 r',
    )}
    <p>
      <b>单看一张掩码，两边并不相等；平均下来才相等。</b>实验里用两万张掩码求平均，比一比 L1 范数（各数绝对值之和）。PyTorch
      和 Paddle 默认都是 upscale_in_train。
    </p>
    <p>
      <b>axis 指定掩码沿哪些维变化。</b>取 [0, 1] 时，同一个通道要么全留，要么全丢，其余的维共用一个值。
    </p>
    <p>
      <b>效果要看用什么来量。</b>这里 1,000 张图反复训练约 19 轮，训练集已经全对。用了丢弃，五个种子的测试损失都明显变低；测试正确率只略有变化，个别种子甚至持平。换成更少的图、别的网络，差别可能更小。
    </p>
  `,
  checks: [
    {
      ask: html`r = 0.2，upscale_in_train。训练时留下来的数乘以多少？`,
      options: [
        { text: '0.8', why: html`那是 downscale_in_infer 在预测时乘的数。` },
        { text: '1.25', right: true, why: html`1 / (1 − 0.2) = 1.25。` },
        { text: '5', why: html`1 / 0.2 = 5，但分母应是留下的比例 0.8。` },
      ],
    },
    {
      ask: html`预测时忘了切换到 eval 模式，会怎样？`,
      options: [
        { text: html`没有影响`, why: html`丢弃还在进行，输出会变。` },
        {
          text: html`同一张图每次的结果都不一样，而且更差`,
          right: true,
          why: html`每次都抽一张新掩码，随机地少了一部分单元。`,
        },
        { text: html`程序会报错`, why: html`不会报错，这正是它难以发现的原因。` },
      ],
    },
    {
      ask: html`训练正确率 100 %，测试正确率 86 %。这说明什么？`,
      options: [
        {
          text: html`网络记住了训练图像，过拟合了`,
          right: true,
          why: html`没见过的图明显差，丢弃法就是为了缩小这个差距。`,
        },
        { text: html`训练得还不够`, why: html`训练集已经全对了，再练也只会记得更牢。` },
      ],
    },
  ],
  code: html`同一行数重复 10 万行，所以平均值很准。Dropout2d 每次丢整个通道，相当于 Paddle 的 axis=[0, 1]。`,
  lab: {
    rate: '丢弃率 r',
    axis: '掩码沿哪些维变化',
    axes: { all: '每个数各自随机', channels: '[0, 1]：按通道', pixels: '[0, 2, 3]：按像素' },
    newMask: '换一张掩码',
    input: '输入（每行一个通道）',
    mask: '掩码',
    trained: '训练时的输出',
    inferred: '预测时的输出',
    norms: (/** @type {unknown} */ training, /** @type {unknown} */ prediction) =>
      html`L1 范数：训练 ${training}，预测 ${prediction}`,
    inPrediction: '预测',
    average: (/** @type {string} */ count) => `${count} 张掩码的平均`,
    draw: '抽取并求平均',
    meanTraining: '训练（平均）',
    training: '用 1,000 张图，会过拟合吗？',
    setting: '两个 256 单元的隐藏层，Adam，学习率 0.001，600 步；在 2,000 张没见过的图上测试。',
    variant: (/** @type {number} */ rate) => (rate === 0 ? '不用丢弃' : `丢弃率 ${rate}`),
    loss: '训练损失',
    trainAccuracy: '训练图像的正确率',
    testAccuracy: '测试图像的正确率',
    testLoss: '测试图像的损失',
  },
};
