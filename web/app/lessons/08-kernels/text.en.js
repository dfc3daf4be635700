import { formula, math } from '../kit/formula.js';
import { term } from '../kit/term.js';
import { html } from '../kit/text.js';

/** @type {import('../kit/lesson.js').Texts} */
export default {
  question: {
    ask: html`A picture is white on the left and black on the right. The kernel 1 0 −1 passes over it. Where
      is the result not zero?`,
    options: [
      {
        text: html`On the whole white side`,
        why: html`Where all is white, 1 × 1 and 1 × (−1) cancel out.`,
      },
      {
        text: html`Only next to the boundary`,
        right: true,
        why: html`Only there one end of the kernel lies on white and the other on black, so that something
          remains.`,
      },
      {
        text: html`Everywhere`,
        why: html`Within white and within black, left and right are equally bright; their difference is 0.`,
      },
    ],
  },
  seen: html`
    <p>
      The kernel 1 0 −1 takes the pixel on the left minus the pixel on the right. If both are equally bright,
      nothing is left; only where brightness changes there is a value. That is the simplest kind of
      ${term('edge detection', '边缘检测')}. It sees changes from left to right only: turn the picture so that white is on top, and it sees nothing at all.
    </p>
    ${formula(
      String.raw`\begin{aligned} y_{r,t} &= 1 \cdot x_{r,t} + 0 \cdot x_{r,t+1} - 1 \cdot x_{r,t+2} \\ &= x_{r,t} - x_{r,t+2} \end{aligned}`,
      'y at row r, column t, is x at column t minus x at column t plus 2',
    )}
    <p>
      With 8 in the middle and −1 around it, a kernel compares each pixel with its eight neighbours and finds
      edges of every direction. The ${term('mean blur', '均值模糊')} of 5 × 5 does the opposite: it takes
      the mean of 25 pixels; details vanish, edges turn soft.
    </p>
    <p>
      <b>Add up the numbers of a kernel.</b> On an even area ${math('a')} the output is
      ${math(String.raw`a \cdot \sum w`)}. If the sum is 0, only changes remain; if it is 1, brightness is
      kept.
    </p>
    <p>
      In a colour picture the same kernel can be laid on each channel without adding them up:
      ${term('depthwise convolution', '逐通道卷积')}. People designed these kernels; a convolutional network
      <b>learns</b> its own from data.
    </p>
  `,
  checks: [
    {
      ask: html`Now the upper half is white, the lower half black; the kernel is still 1 0 −1 in a row. What
        comes out?`,
      options: [
        {
          text: html`Nothing but zeros`,
          right: true,
          why: html`Within a row all pixels are equally bright, so each difference is 0. A boundary like this
            needs the kernel upright.`,
        },
        {
          text: html`Two rows that are not zero`,
          why: html`That would be with the kernel upright, 3 × 1.`,
        },
        {
          text: html`Values in the upper half`,
          why: html`On an even area, 1 and −1 cancel out.`,
        },
      ],
    },
    {
      ask: html`The kernel with 8 in the middle and −1 around it lies on an even grey of 0.5. What is the
        output?`,
      options: [
        { text: '4.5', why: html`Do not forget the eight −1 around it.` },
        {
          text: '0.5',
          why: html`That takes a kernel whose numbers add up to 1, such as the one that sharpens.`,
        },
        { text: '0', right: true, why: html`8 × 0.5 − 8 × 0.5 = 0: no change, no edge.` },
      ],
    },
    {
      ask: html`What if all 25 numbers of the blur were 1 instead of 1/25?`,
      options: [
        {
          text: html`The same blur, no difference`,
          why: html`The shape is the same, but all is 25 times as bright.`,
        },
        {
          text: html`25 times as bright, so nearly all white`,
          right: true,
          why: html`They add up to 25, and what is brighter than white is shown as white. Try larger numbers in the lab.`,
        },
        {
          text: html`An edge detector`,
          why: html`Edge detectors have numbers of both signs that add up to 0.`,
        },
      ],
    },
  ],
  code: html`With groups=3, each channel is convolved by itself. For a photo of your own, read it into a tensor
    of the shape (1, 3, height, width) and divide by 255.`,
  lab: {
    boundary: 'Black and white',
    white: 'White columns (or rows)',
    turned: 'Turn it: white on top',
    image: (/** @type {number} */ height, /** @type {number} */ width) =>
      `Picture, ${height} × ${width}`,
    whiteLeft: (/** @type {number} */ white) =>
      `${white} columns on the left white, the rest black`,
    whiteAbove: (/** @type {number} */ white) => `${white} rows at the top white, the rest black`,
    kernel: 'Kernel (to edit)',
    result: (/** @type {number} */ height, /** @type {number} */ width) =>
      `Result, ${height} × ${width}`,
    boundaryPicture: 'Result of the convolution: zero is grey, more is brighter, less is darker',
    notZero: 'Columns of the result that are not zero (counted from 0): ',
    nowhere: 'none',
    withValues: ', with values: ',
    imageRow: (/** @type {number} */ row) => `Row ${row} of the picture`,
    resultRow: (/** @type {number} */ row) =>
      `Row ${row} of the result; choose a cell to see where it comes from`,
    any: 'Any picture, any kernel',
    picture: 'Picture',
    pictures: {
      house: 'A house (drawn by the page)',
      shapes: 'Shapes (drawn by the page)',
      halves: 'White left, black right',
      own: 'Your picture',
      camera: 'Camera',
    },
    upload: 'Open a picture…',
    camera: 'Use the camera',
    stopCamera: 'Stop the camera',
    stays: 'Pictures and camera stay on this machine.',
    problems: {
      large: 'The file is larger than 50 MB and was not opened. Please choose a smaller picture.',
      unreadable: 'This file is no picture that the browser can read. Try JPEG, PNG or WebP.',
      small:
        'The picture is too small or too narrow: scaled down, each side needs 8 pixels at least.',
      unsupported:
        'There is no camera to be had here: the browser has none to offer, or the page’s address is not a secure one.',
      refused:
        'The camera was not allowed. Allow it in the browser’s settings for this site, or go on with a drawn picture.',
      none: 'No camera was found. Go on with a drawn picture, or open one of your own.',
      busy: 'The camera did not start. Perhaps another program is using it.',
      lost: 'The camera is gone; what you see is its last frame.',
    },
    preset: 'Kernel',
    presets: {
      edges: 'Edges (8 and −1)',
      blur: 'Mean blur, 5 × 5',
      sobelX: 'Sobel, left to right',
      sobelY: 'Sobel, top to bottom',
      sharpen: 'Sharpen',
      emboss: 'Emboss',
      same: 'No change',
      own: 'Your own',
    },
    kernelSize: 'Size',
    colours: 'Colours',
    colourNames: { grey: 'Grey', rgb: 'RGB, each channel' },
    tone: 'How to show the result',
    tones: { clip: '0 black, 1 white', signed: '0 is grey' },
    shrunk: (/** @type {number} */ width, /** @type {number} */ height) =>
      `(scaled down from ${width} wide, ${height} high)`,
    filteredPicture: (/** @type {string} */ picture, /** @type {string} */ kernel) =>
      `${picture}, after the kernel: ${kernel}`,
    figures: {
      'input-size': 'Picture, height × width',
      'output-size': 'Result, height × width',
      minimum: 'Smallest value of the result',
      maximum: 'Largest value of the result',
      'on-white': 'On an evenly white area (the sum of the kernel)',
    },
    chooseHint:
      'Click on the result, or type row and column, to see how a value comes about. 0 is black, 1 is white.',
    row: 'Row',
    column: 'Column',
    covered: 'Under the kernel',
    coveredIn: {
      red: 'Under the kernel, red',
      green: 'Under the kernel, green',
      blue: 'Under the kernel, blue',
    },
  },
};
