import paddle from './in_paddle.py?raw';
import pytorch from './in_pytorch.py?raw';
import { BatchNormLab } from './lab.js';
import en from './text.en.js';
import zh from './text.zh.js';

/** @type {import('../kit/lesson.js').Lesson} */
export default {
  lab: 'batch-norm-lab',
  element: BatchNormLab,
  texts: { zh, en },
  code: { pytorch, paddle },
};
