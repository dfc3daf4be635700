/**
 * What a lesson consists of.
 *
 * @typedef {import('lit').TemplateResult | string} Text
 *
 * @typedef {object} Option
 * @property {Text} text
 * @property {boolean} [right]
 * @property {Text} why shown once it was chosen: why it is right, or what is wrong about it
 *
 * @typedef {{ask: Text, options: Option[]}} Question exactly one option is right
 *
 * @typedef {object} Texts in one language
 * @property {Question} question what the learner predicts before the lab
 * @property {Text} seen what the lab has shown
 * @property {Question[]} checks
 * @property {Text} [code] a remark on the programs
 * @property {any} lab the words of the lab
 *
 * @typedef {object} Lesson
 * @property {string} lab name of its element
 * @property {{new (): import('./lab.js').LabElement}} element
 * @property {Record<'en' | 'zh', Texts>} texts
 * @property {{pytorch: string, paddle: string}} code whole programs
 */

export {};
