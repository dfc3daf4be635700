import * as convscope from './node_modules/convscope/index.js';
import { show } from './show.js';
import { trainAndPredict } from './train.js';

show(trainAndPredict(convscope));
