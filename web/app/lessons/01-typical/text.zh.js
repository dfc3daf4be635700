import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`一个训练好的网络，第一层有 16 个 5 × 5 的卷积核，本来是给 28 × 28 的图像用的。现在来了一张 56 × 56
      的图，这些卷积核要怎么改？`,
    options: [
      {
        text: html`不用改`,
        right: true,
        why: html`图再大，卷积核也只是多滑几步；变大的是特征图。`,
      },
      {
        text: html`放大成 10 × 10`,
        why: html`卷积核每次只看一小块，图像变大，这一小块不必跟着变大。`,
      },
      {
        text: html`个数变成 4 倍`,
        why: html`卷积核的个数取决于要找多少种特征，与图像大小无关。`,
      },
    ],
  },
  seen: html`
    <p>
      典型的${term('卷积神经网络', 'convolutional neural network, CNN')}分前后两段。前段是${term('卷积', 'convolution')}、${term('ReLU', 'rectified linear unit')}和${term('池化', 'pooling')}轮番上阵，${term('特征图', 'feature map')}越来越小，张数越来越多；后段是${term('全连接层', 'fully connected layer')}，把所有特征综合起来下判断。两段之间，32 张 4 × 4 的图摊成 ${math('32 \\times 4 \\times 4 = 512')} 个数。
    </p>
    ${formula(
      String.raw`28 \xrightarrow{\;5 \times 5\;} 24 \xrightarrow{\;2 \times 2\;} 12 \xrightarrow{\;5 \times 5\;} 8 \xrightarrow{\;2 \times 2\;} 4`,
      '28 经过 5 乘 5 的卷积变成 24，池化后是 12，再卷积是 8，再池化是 4',
    )}
    <p>
      <b>卷积核很小，整张图共用一个。</b>这叫${term('参数共享', 'weight sharing')}。算参数个数的式子里，没有图像的高和宽：
    </p>
    ${formula(
      String.raw`\begin{aligned} &C_{out}\,(C_{in}\, k_h\, k_w + 1) \\ &= 16 \times (1 \times 5 \times 5 + 1) = 416 \end{aligned}`,
      '输出通道数，乘以括号：输入通道数乘核高乘核宽，再加 1；16 乘 26 等于 416',
    )}
    <p>
      <b>一个卷积核代表一种${term('特征', 'feature')}。</b>第一层的核认边缘和某个方向的笔画，后面的核再用它们拼出拐角和弧线。特征在哪里都找得到：把数字复制成四份，大特征图的四个角上，每个数都和小特征图里的一样。
    </p>
    <p>
      <b>全连接层就和图像大小有关了。</b>图像是 56 × 56 时，fc1 的输入从 512 个数变成
      ${math('32 \\times 11 \\times 11 = 3872')}
      个，权重得重新训练，个数是原来的约 7.5 倍。网络的参数大多在这里，所以${term('丢弃法', 'dropout')}也用在这里，防止${term('过拟合', 'overfitting')}：训练时随机把一部分数变成 0，使用时全部放行。
    </p>
    <p>
      还有两点：这个网络里有${term('批归一化', 'batch normalisation')}（第 11 课）；它先池化，后
      ReLU。取最大值和 ReLU 谁先谁后，结果都一样，先池化更省事。
    </p>
  `,
  checks: [
    {
      ask: html`conv2 有 32 个卷积核，输入 16 张特征图，窗口 5 × 5，带偏置。一共多少个参数？`,
      options: [
        { text: '800', why: html`32 × 5 × 5 漏了输入通道和偏置：每个核都要穿过全部 16 张图。` },
        {
          text: '12832',
          right: true,
          why: html`32 × (16 × 5 × 5 + 1) = 12832，图像是 28 × 28 还是 56 × 56 都一样。`,
        },
        { text: '51328', why: html`这是 4 倍；可是图像大小不影响卷积核的参数。` },
      ],
    },
    {
      ask: html`图像变大以后，这个网络里哪一层的权重没法接着用？`,
      options: [
        { text: 'conv2', why: html`卷积核在多大的特征图上都能滑。` },
        { text: 'pool2', why: html`池化层根本没有权重。` },
        {
          text: 'fc1',
          right: true,
          why: html`每个输入的数都配有自己的权重，输入多了，权重就不够了。`,
        },
      ],
    },
    {
      ask: html`网络训练好了，用来认数字。这时丢弃层做什么？`,
      options: [
        {
          text: html`全部放行`,
          right: true,
          why: html`丢弃只在训练时进行；使用时，答案不该碰运气。`,
        },
        {
          text: html`把一半的数变成 0`,
          why: html`那是训练时的做法。在实验里打开它试试：每抽一次签，fc2 的输出都不一样。`,
        },
        { text: html`去掉最小的那些数`, why: html`丢弃不看大小，全凭抽签。` },
      ],
    },
  ],
  code: html`同一个网络，两种图像大小，打印每层输出的形状和参数个数：不同的只有第一个 Linear。Paddle 把 BatchNorm
    的滑动均值和方差也列进 parameters()，它们不参与训练，所以程序没有算进去。`,
  lab: {
    loading: '正在载入训练好的网络',
    layer: '层',
    kind: '种类',
    shape: '输出',
    parameters: '参数',
    total: '合计',
    kinds: {
      Conv2d: '卷积',
      MaxPool2d: '最大池化',
      BatchNorm2d: '批归一化',
      BatchNorm1d: '批归一化',
      ReLU: 'ReLU',
      Flatten: '展平',
      Linear: '全连接',
      Dropout: '丢弃',
    },
    does: {
      Conv2d: '每个卷积核滑过所有输入图，得到一张特征图：我要找的特征在哪儿？',
      MaxPool2d: '每 2 × 2 格只留最大的一个，高和宽都减半。',
      BatchNorm2d: '把每张特征图调到差不多的尺度。',
      BatchNorm1d: '把每个数调到差不多的尺度。',
      ReLU: '负数变成 0，其余不变。',
      Flatten: '把所有特征图摊平，排成一长串数。',
      Linear: '每个输出都是全部输入的加权和。',
      Dropout: '训练时抽签，抽中的数变成 0；使用时全部放行。',
    },
    steps: {
      label: '各层',
      back: '上一层',
      forward: '下一层',
      place: (/** @type {number} */ place, /** @type {number} */ count) =>
        `第 ${place} 层，共 ${count} 层`,
    },
    play: '让数据流过去',
    pause: '暂停',
    training: '像训练时那样丢弃',
    rate: '丢弃率',
    mask: '重新抽签',
    draw: '写一个数字吧。',
    sizes: '同样的卷积核，更大的图',
    way: '大图的做法',
    ways: { copies: '复制成四份', enlarged: '放大' },
    maps: '看哪一层的特征图',
    image: (/** @type {number} */ side) => `${side} × ${side} 的图像`,
    found: '小特征图里的数，在大特征图四个角上都能找到的有：',
  },
};
