import { startLanguages } from '../i18n.js';
import { PageHeader } from '../panels/page-header.js';
import { startTheme } from '../theme.js';
import { BenchmarkView } from './benchmark-view.js';
import '../styles/index.css';
import '../styles/benchmark.css';

startTheme();
await startLanguages('benchmark');
customElements.define('page-header', PageHeader);
customElements.define('benchmark-view', BenchmarkView);
