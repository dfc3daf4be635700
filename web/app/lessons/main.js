import 'convscope/elements';
import { startLanguages } from '../i18n.js';
import { PageHeader } from '../panels/page-header.js';
import { startTheme } from '../theme.js';
import { ChoiceQuestion } from './view/choice-question.js';
import { CodeBlocks } from './view/code-blocks.js';
import { LessonPage } from './view/lesson-page.js';
import { LessonsView } from './view/lessons-view.js';
import '../styles/index.css';
import './styles/index.css';

startTheme();
await startLanguages('lessons');
customElements.define('page-header', PageHeader);
customElements.define('choice-question', ChoiceQuestion);
customElements.define('code-blocks', CodeBlocks);
customElements.define('lesson-page', LessonPage);
customElements.define('lessons-view', LessonsView);
