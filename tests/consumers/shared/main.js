import * as convscope from 'convscope';
import { show } from './show.js';
import { trainAndPredict } from './train.js';

show(trainAndPredict(convscope));
