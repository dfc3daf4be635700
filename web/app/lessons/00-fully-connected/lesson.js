import paddle from './in_paddle.py?raw';
import pytorch from './in_pytorch.py?raw';
import { FullyConnectedLab } from './lab.js';
import en from './text.en.js';
import zh from './text.zh.js';

/** @type {import('../kit/lesson.js').Lesson} */
export default {
  lab: 'fully-connected-lab',
  element: FullyConnectedLab,
  texts: { zh, en },
  code: { pytorch, paddle },
};
