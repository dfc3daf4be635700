import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`一批三个样本，某个特征的值是 1、4、7。减去均值、再除以标准差，得到什么？`,
    options: [
      { text: '−3, 0, 3', why: html`那只减了均值，还要除以标准差 √6 ≈ 2.449。` },
      {
        text: html`−1.2247, 0, 1.2247`,
        right: true,
        why: html`均值 4，方差 (9 + 0 + 9) / 3 = 6，3 / √6 ≈ 1.2247。`,
      },
      { text: '−1, 0, 1', why: html`除以 3 才是这样；标准差是 √6。` },
    ],
  },
  seen: html`
    <p>
      ${term('批归一化', 'batch normalisation')}对每个特征（卷积层里是每个通道），用这一批样本的${term('均值', 'mean')}和${term('方差', 'variance')}把它拉到均值 0、方差 1，再乘 ${math('\\gamma')} 加 ${math('\\beta')}：
    </p>
    ${formula(
      String.raw`\begin{aligned} \mu &= \frac{1}{m}\sum_i x_i, \quad \sigma^2 = \frac{1}{m}\sum_i (x_i-\mu)^2 \\ y_i &= \gamma\, \frac{x_i-\mu}{\sqrt{\sigma^2+\epsilon}} + \beta \end{aligned}`,
      'mu 是均值，sigma 平方是方差；y 等于 gamma 乘以 x 减 mu、除以根号下 sigma 平方加 epsilon，再加 beta',
    )}
    <p>
      ${math('\\gamma')} 和 ${math('\\beta')} 从 1 和 0 开始，和权重一起学。
    </p>
    <p>
      <b>预测时没有“一批”。</b>训练中每一步都顺便更新${term('滑动均值', 'running mean')}和${term('滑动方差', 'running variance')}，预测就用它们。多看几遍同一批，两种模式的结果便越来越近。（滑动方差用的是除以
      ${math('m-1')} 的无偏方差，所以不会完全一样。）
    </p>
    <p>
      <b>深层收到的数更稳定。</b>学习率 0.1，训练 200
      步：不加批归一化，第五个 ReLU 收到的数涨到原来的四倍左右；加了，前后相差不到一成。五个种子都是这样。
    </p>
    <p>
      <b>${term('学习率', 'learning rate')}可以大得多。</b>学习率 1
      时，这个有五个隐藏层的网络不加批归一化，五个种子全都学坏；加了，个个学得好。学习率很小（0.01）时两者差不多，看不出好处。
    </p>
    <p>
      <b>不那么挑${term('初始化', 'initialisation')}。</b>初始权重本来有一个合适的大小。把它减半或加倍，不加批归一化的网络几乎学不动；加了的，三种起点都学得起来，五个种子都是这样。当然也不是毫无影响：权重加倍时，学得明显慢一些。
    </p>
    <p>
      每一批的统计量略有不同，等于掺了一点噪声，也有些${term('正则化', 'regularisation')}的作用。这个作用不大，实验里没有去量它。
    </p>
  `,
  checks: [
    {
      ask: html`某个特征在一批里的值全是 5，归一化以后是什么？（γ = 1，β = 0）`,
      options: [
        { text: '0', right: true, why: html`减去均值 5 就是 0；方差为 0 时，ε 使分母不为零。` },
        { text: '1', why: html`x − μ = 0，除以什么都是 0。` },
        { text: html`除以零，出错`, why: html`ε 就是为此而设的。` },
      ],
    },
    {
      ask: html`预测一张图时，批归一化用什么统计量？`,
      options: [
        { text: html`这张图自己的`, why: html`一个样本的方差是 0，什么也分辨不出。` },
        {
          text: html`训练时攒下的滑动均值和方差`,
          right: true,
          why: html`所以同一张图不管和谁一起送进去，结果都一样。`,
        },
        { text: html`全部训练图像重新算一遍`, why: html`不必，训练时已经顺便攒好了。` },
      ],
    },
    {
      ask: html`网络如果觉得归一化不好，能把它撤销吗？`,
      options: [
        {
          text: html`能：学出合适的 γ 和 β`,
          right: true,
          why: html`γ 学成标准差、β 学成均值，就大致回到了原样。`,
        },
        { text: html`不能`, why: html`γ 和 β 正是留给网络的余地。` },
      ],
    },
  ],
  code: html`注意 momentum：PyTorch 说的是新统计量所占的比例（0.1），Paddle 说的是旧的所占的比例（0.9）。Paddle
    的滑动方差用的是有偏方差，因此第三、四行的数会和 PyTorch 不同。`,
  lab: {
    batch: '一批样本（每行一个）',
    output: '归一化之后',
    gamma: 'γ',
    beta: 'β',
    evaluate: '预测模式（用滑动统计量）',
    see: '再训练 10 遍这一批',
    forget: '忘掉',
    byBatch: '用这一批的统计量',
    byRunning: '用滑动统计量',
    names: {
      mean: '均值 μ',
      variance: '方差 σ²',
      centred: 'x − μ',
      normalised: '(x − μ) / √(σ² + ε)',
      scale: '乘 γ',
      shift: '加 β',
    },
    result: '结果',
    running: { running_mean: '滑动均值：', running_var: '滑动方差：' },
    steps: {
      label: '哪个数',
      back: '上一个',
      forward: '下一个',
      place: (/** @type {number} */ place, /** @type {number} */ count) =>
        `第 ${place} 个数，共 ${count} 个`,
    },
    settings: {
      rates: {
        title: '学习率乘以 1、10、100',
        setting:
          '五个 64 单元的隐藏层，不带动量的 SGD，200 步，5,000 张图；在 2,000 张没见过的图上测试。',
        variant: (/** @type {string} */ kind, /** @type {number} */ rate) =>
          `${kind === 'bn' ? '加批归一化' : '不加批归一化'}，学习率 ${rate}`,
      },
      starts: {
        title: '初始权重：减半、照常、加倍',
        setting: '同样的网络，学习率 0.1，只训练 60 步，2,000 张图；在 1,000 张没见过的图上测试。',
        variant: (/** @type {string} */ kind, /** @type {number} */ size) =>
          `${kind === 'bn' ? '加批归一化' : '不加批归一化'}，权重 × ${size}`,
      },
    },
    accuracy: '测试正确率',
    histograms: '第五个 ReLU 收到的数（学习率 0.1）',
    norm: '大小（一批的 L2 范数）：',
    atStep: (/** @type {string} */ kind, /** @type {number} */ step) =>
      `${kind === 'bn' ? '加批归一化' : '不加批归一化'}，第 ${step} 步`,
  },
};
