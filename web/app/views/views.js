import { icons } from 'convscope/elements';

/**
 * What the middle of the page can show, in the order of the tabs. A view is a folder of the page with
 * an element that is loaded when it is first opened; it then stays, hidden while another is shown.
 *
 * @typedef {object} View
 * @property {string} name `views.<name>` is its title
 * @property {unknown} icon
 * @property {() => Promise<HTMLElement>} create
 */

/** @type {readonly View[]} */
export const views = [
  {
    name: 'inside',
    icon: icons.image,
    create: async () => document.createElement('network-panel'),
  },
  {
    name: 'look',
    icon: icons.eye,
    create: async () => {
      await import('../look/look-view.js');
      return document.createElement('look-view');
    },
  },
  {
    name: 'build',
    icon: icons.layers,
    create: async () => {
      await import('../editor/build-view.js');
      return document.createElement('build-view');
    },
  },
  {
    name: 'runs',
    icon: icons.flask,
    create: async () => {
      await import('../runs/runs-view.js');
      return document.createElement('runs-view');
    },
  },
  {
    name: 'judge',
    icon: icons.gauge,
    create: async () => {
      await import('../judge/judge-view.js');
      return document.createElement('judge-view');
    },
  },
  {
    name: 'data',
    icon: icons.pen,
    create: async () => {
      await import('../own-data/data-view.js');
      return document.createElement('own-data-view');
    },
  },
];

/** @param {unknown} name @returns {string} that of a view that there is */
export const knownView = (name) => views.find((view) => view.name === name)?.name ?? views[0].name;
