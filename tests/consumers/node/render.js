// As a page that is rendered on a server does it: everything is imported, nothing is used.
import * as convscope from 'convscope';
import * as elements from 'convscope/elements';

console.log(JSON.stringify([Object.keys(convscope), Object.keys(elements)]));
