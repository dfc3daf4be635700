import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`一张图左边全白、右边全黑。卷积核 1 0 −1 从左到右扫过去，结果里哪儿不是零？`,
    options: [
      { text: html`白的那半边`, why: html`整片都白的地方，1 × 1 和 1 × (−1) 正好抵消。` },
      {
        text: html`只有黑白交界处`,
        right: true,
        why: html`核的左右两个数，一个落在白里、一个落在黑里，抵消不了，才会留下数值。`,
      },
      { text: html`哪儿都不是零`, why: html`白的一片、黑的一片，左右一样亮，相减都是零。` },
    ],
  },
  seen: html`
    <p>
      核 1 0 −1 拿左边的像素减去右边的像素。左右一样亮，差就是零；只有亮度变化的地方有值。这就是最简单的${term('边缘检测', 'edge detection')}。它只看左右：把图转成上白下黑，它就什么也看不见了。
    </p>
    ${formula(
      String.raw`\begin{aligned} y_{r,t} &= 1 \cdot x_{r,t} + 0 \cdot x_{r,t+1} - 1 \cdot x_{r,t+2} \\ &= x_{r,t} - x_{r,t+2} \end{aligned}`,
      '第 r 行第 t 列的输出，等于 x 的第 t 列减去第 t 加 2 列',
    )}
    <p>
      中间 8、周围 −1 的核，拿每个像素和 8 个邻居比，各个方向的边缘都能找到。5 × 5 的${term('均值模糊', 'mean blur')}刚好相反：取
      25 个像素的平均，细节抹平，边缘变软。
    </p>
    <p>
      <b>看核里的数加起来是多少。</b>在均匀的一片 ${math('a')} 上，输出是
      ${math(String.raw`a \cdot \sum w`)}。和是 0，只剩变化；和是 1，亮度不变。
    </p>
    <p>
      彩色图可以让三个通道各用同一个核、互不相加，这叫${term('逐通道卷积', 'depthwise convolution')}。这些核都是人设计的；卷积网络里的核，是从数据里<b>学</b>出来的。
    </p>
  `,
  checks: [
    {
      ask: html`图的上半白、下半黑，核还是横着的 1 0 −1。结果如何？`,
      options: [
        {
          text: html`全是零`,
          right: true,
          why: html`每一行里左右一样亮，相减总是零。要找横的边界，得把核竖过来。`,
        },
        { text: html`交界处有两行不是零`, why: html`那是 3 × 1、竖着的核的结果。` },
        { text: html`上半边不是零`, why: html`均匀的一片，1 和 −1 抵消。` },
      ],
    },
    {
      ask: html`中间 8、周围 −1 的核，落在一片均匀的灰（0.5）上，输出是多少？`,
      options: [
        { text: '4.5', why: html`别忘了周围的 8 个 −1。` },
        { text: '0.5', why: html`核里的数之和为 1 时才这样，比如锐化。` },
        { text: '0', right: true, why: html`8 × 0.5 − 8 × 0.5 = 0：没有变化，就没有边缘。` },
      ],
    },
    {
      ask: html`5 × 5 的模糊核，要是 25 个数都写成 1，而不是 1/25，会怎样？`,
      options: [
        { text: html`一样模糊，没有区别`, why: html`形状一样，但亮度差了 25 倍。` },
        {
          text: html`亮 25 倍，几乎全成白的`,
          right: true,
          why: html`加起来是 25，比白还亮的都显示成白。在实验里把数改大就能看到。`,
        },
        { text: html`变成边缘检测`, why: html`边缘检测的核有正有负，加起来是 0。` },
      ],
    },
  ],
  code: html`groups=3 让每个通道单独卷积。用自己的照片，先读成 (1, 3, 高, 宽) 的张量，再除以 255。`,
  lab: {
    boundary: '黑白交界',
    white: '白的列数（或行数）',
    turned: '转成上白下黑',
    image: (/** @type {number} */ height, /** @type {number} */ width) =>
      `图像，${height} × ${width}`,
    whiteLeft: (/** @type {number} */ white) => `左边 ${white} 列白，其余黑`,
    whiteAbove: (/** @type {number} */ white) => `上边 ${white} 行白，其余黑`,
    kernel: '卷积核（可以改）',
    result: (/** @type {number} */ height, /** @type {number} */ width) =>
      `结果，${height} × ${width}`,
    boundaryPicture: '卷积的结果：零是灰色，正的更亮，负的更暗',
    notZero: '结果里不是零的列（从 0 数起）：',
    nowhere: '没有',
    withValues: '，值：',
    imageRow: (/** @type {number} */ row) => `图像的第 ${row} 行`,
    resultRow: (/** @type {number} */ row) => `结果的第 ${row} 行，选一格看它来自哪里`,
    any: '任意的图，任意的核',
    picture: '图像',
    pictures: {
      house: '房子（页面画的）',
      shapes: '图形（页面画的）',
      halves: '左白右黑',
      own: '自己的图片',
      camera: '摄像头',
    },
    upload: '打开图片…',
    camera: '用摄像头',
    stopCamera: '停下摄像头',
    stays: '图片和画面只在这台机器上处理，不会传出去。',
    problems: {
      large: '文件超过 50 MB，没有打开。请选小一些的图片。',
      unreadable: '这个文件不是浏览器能读的图片。请换 JPEG、PNG 或 WebP。',
      small: '图片太小或太窄：缩放后每边至少要有 8 个像素。',
      unsupported: '这里用不了摄像头：浏览器不支持，或者页面不是从安全的地址打开的。',
      refused: '没有得到使用摄像头的许可。可以在浏览器的网站设置里允许，也可以用画好的图。',
      none: '没有找到摄像头。可以用画好的图，或者打开一张图片。',
      busy: '摄像头打不开，也许别的程序正在用。',
      lost: '摄像头断开了，留下的是最后一帧。',
    },
    preset: '卷积核',
    presets: {
      edges: '边缘（8 与 −1）',
      blur: '均值模糊 5 × 5',
      sobelX: 'Sobel，左右方向',
      sobelY: 'Sobel，上下方向',
      sharpen: '锐化',
      emboss: '浮雕',
      same: '原样',
      own: '自己的核',
    },
    kernelSize: '大小',
    colours: '颜色',
    colourNames: { grey: '灰度', rgb: '彩色，逐通道' },
    tone: '显示方式',
    tones: { clip: '0 黑、1 白', signed: '0 是灰' },
    shrunk: (/** @type {number} */ width, /** @type {number} */ height) =>
      `（由宽 ${width}、高 ${height} 缩小而来）`,
    filteredPicture: (/** @type {string} */ picture, /** @type {string} */ kernel) =>
      `${picture}，经过卷积核：${kernel}`,
    figures: {
      'input-size': '图像的高 × 宽',
      'output-size': '结果的高 × 宽',
      minimum: '结果的最小值',
      maximum: '结果的最大值',
      'on-white': '一片全白上的输出（核里各数之和）',
    },
    chooseHint: '点结果里的一处，或者填行和列，看它怎样算出来。0 是黑，1 是白。',
    row: '行',
    column: '列',
    covered: '核下面的像素',
    coveredIn: { red: '核下面，红', green: '核下面，绿', blue: '核下面，蓝' },
  },
};
