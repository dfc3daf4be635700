import paddle from './in_paddle.py?raw';
import pytorch from './in_pytorch.py?raw';
import { TypicalLab } from './lab.js';
import en from './text.en.js';
import zh from './text.zh.js';

/** @type {import('../kit/lesson.js').Lesson} */
export default {
  lab: 'typical-lab',
  element: TypicalLab,
  texts: { zh, en },
  code: { pytorch, paddle },
};
