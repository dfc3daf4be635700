import { elementMessages, setTranslator } from 'convscope/elements';
import i18next from 'i18next';
import { recall, remember } from './state/storage.js';

/** The languages of the page, with the value of the `lang` attribute. */
export const languages = /** @type {const} */ ({ zh: 'zh-CN', en: 'en' });

/** @typedef {keyof typeof languages} Language */

/** @returns {Language} what was chosen before, or else the first known language of the browser */
function preferredLanguage() {
  const wanted = [recall('language'), ...navigator.languages];
  for (const tag of wanted) {
    const language = String(tag).slice(0, 2).toLowerCase();
    if (language === 'zh' || language === 'en') return language;
  }
  return 'en';
}

/** The texts of the page and of each of its folders. @type {Record<string, object>} */
const files = import.meta.glob('./**/locales/*.json', { eager: true, import: 'default' });

/** @param {Language} language */
function textsIn(language) {
  const parts = Object.entries(files).filter(([path]) => path.endsWith(`/${language}.json`));
  return Object.assign({}, ...parts.map(([, texts]) => texts));
}

/** Whose title and description the document has. @type {'page' | 'benchmark' | 'lessons'} */
let view = 'page';

let title = () => i18next.t(`${view}.title`);

function apply() {
  const language = currentLanguage();
  document.documentElement.lang = languages[language];
  document.title = title();
  document
    .querySelector('meta[name="description"]')
    ?.setAttribute('content', i18next.t(`${view}.description`));
  setTranslator((key, values) => i18next.t(key, values ?? {}));
}

/** For what is shown now; asked again in another language. @param {() => string} name */
export function nameDocument(name) {
  title = name;
  document.title = title();
}

/** @param {typeof view} [shown] */
export async function startLanguages(shown = 'page') {
  view = shown;
  await i18next.init({
    lng: preferredLanguage(),
    fallbackLng: 'en',
    interpolation: { escapeValue: false },
    resources: {
      en: { translation: { ...textsIn('en'), elements: elementMessages.en } },
      zh: { translation: { ...textsIn('zh'), elements: elementMessages.zh } },
    },
  });
  apply();
}

/** @returns {Language} */
export const currentLanguage = () => (i18next.language === 'zh' ? 'zh' : 'en');

/** @param {Language} language */
export async function chooseLanguage(language) {
  await i18next.changeLanguage(language);
  remember('language', language);
  apply();
}

/**
 * @param {string} key
 * @param {Record<string, unknown>} [values]
 * @returns {string}
 */
export const t = (key, values = {}) => i18next.t(key, values);

/** Renders the host again when the language changes. */
export class Translated {
  /** @param {import('lit').ReactiveControllerHost} host */
  constructor(host) {
    this.update = () => host.requestUpdate();
    host.addController(this);
  }

  hostConnected() {
    i18next.on('languageChanged', this.update);
  }

  hostDisconnected() {
    i18next.off('languageChanged', this.update);
  }
}
