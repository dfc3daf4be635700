import { svg } from 'lit';

/** What each kind of layer does, as a sign of 20 x 20. */
const drawings = {
  Input: svg`<rect x="4" y="4" width="12" height="12" /><path d="M8 7.5h4l-3 5.5" />`,
  Conv2d: svg`<path d="M3.5 3.5h13v13h-13z" /><path d="M6 6h5.5v5.5H6z" fill="currentColor" />`,
  Pool: svg`<path d="M4 4h12v12H4zM10 4v12M4 10h12" /><path d="M4 4h6v6H4z" fill="currentColor" />`,
  ReLU: svg`<path d="M3 14h7l6.5-9" />`,
  Sigmoid: svg`<path d="M3 15c6.5 0 7.5-10 14-10" />`,
  Softmax: svg`<path d="M4 16v-3M8 16V9M12 16V4M16 16v-5" />`,
  Identity: svg`<path d="M3 10h14M13 6l4 4-4 4" />`,
  Add: svg`<circle cx="10" cy="10" r="6.5" /><path d="M10 6.5v7M6.5 10h7" />`,
  Concat: svg`<path d="M3.5 4h5.5v12H3.5zM11 4h5.5v12H11z" />`,
  BatchNorm: svg`<path d="M3 15.5c4 0 4-10.5 7-10.5s3 10.5 7 10.5" /><path d="M10 5v10.5" />`,
  Dropout: svg`<circle cx="6" cy="6" r="2" /><circle cx="14" cy="6" r="2" fill="currentColor" /><circle cx="6" cy="14" r="2" fill="currentColor" /><circle cx="14" cy="14" r="2" />`,
  Flatten: svg`<path d="M5.5 3.5h9v5h-9zM10 11v2.5M3 16.5h14" />`,
  Linear: svg`<path d="M5 5.5 15 7M5 14.5 15 7M5 5.5 15 13M5 14.5 15 13" /><path d="M5 5.5h.01M5 14.5h.01M15 7h.01M15 13h.01" stroke-width="3.5" />`,
};

/** @type {Record<string, keyof typeof drawings>} */
const families = {
  MaxPool2d: 'Pool',
  AvgPool2d: 'Pool',
  AdaptiveAvgPool2d: 'Pool',
  AdaptiveMaxPool2d: 'Pool',
  ConvTranspose2d: 'Conv2d',
  LeakyReLU: 'ReLU',
  GELU: 'ReLU',
  SiLU: 'ReLU',
  Tanh: 'Sigmoid',
  LogSoftmax: 'Softmax',
  BatchNorm1d: 'BatchNorm',
  BatchNorm2d: 'BatchNorm',
};

/** @param {string} type of the layer */
export function layerIcon(type) {
  const name = families[type] ?? type;
  const drawing = Object.entries(drawings).find(([key]) => key === name)?.[1];
  return svg`<svg
    width="20"
    height="20"
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linejoin="round"
    stroke-linecap="round"
    aria-hidden="true"
  >${drawing}</svg>`;
}
