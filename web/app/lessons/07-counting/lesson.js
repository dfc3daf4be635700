import paddle from './in_paddle.py?raw';
import pytorch from './in_pytorch.py?raw';
import { CountingLab } from './lab.js';
import en from './text.en.js';
import zh from './text.zh.js';

/** @type {import('../kit/lesson.js').Lesson} */
export default {
  lab: 'counting-lab',
  element: CountingLab,
  texts: { zh, en },
  code: { pytorch, paddle },
};
