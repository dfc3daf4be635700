import { svg } from 'lit';

/**
 * Line icons on a 20 x 20 grid, drawn in the text colour.
 * @param {import('lit').TemplateResult<2>} content
 */
const icon = (content) => svg`<svg
  width="20"
  height="20"
  viewBox="0 0 20 20"
  fill="none"
  stroke="currentColor"
  stroke-width="1.6"
  stroke-linecap="round"
  stroke-linejoin="round"
  aria-hidden="true"
  focusable="false"
>${content}</svg>`;

export const icons = {
  undo: icon(svg`<path d="M7 4 3.5 7.5 7 11" /><path d="M3.5 7.5h8a5 5 0 0 1 0 10H8" />`),
  clear: icon(svg`<path d="M4 5.5h12M8 5.5V3.5h4v2" /><path d="m5.5 5.5.7 11h7.6l.7-11" />`),
  play: icon(svg`<path d="M6 4v12l10-6z" fill="currentColor" />`),
  pause: icon(svg`<path d="M6.5 4.5v11M13.5 4.5v11" stroke-width="3" />`),
  step: icon(svg`<path d="M4 4.5v11l8-5.5z" fill="currentColor" /><path d="M15 4.5v11" />`),
  dice: icon(
    svg`<rect x="3" y="3" width="14" height="14" rx="3" /><path d="M7 7h.01M13 7h.01M10 10h.01M7 13h.01M13 13h.01" stroke-width="2.4" />`,
  ),
  previous: icon(svg`<path d="m12 4.5-5.5 5.5 5.5 5.5" />`),
  next: icon(svg`<path d="m8 4.5 5.5 5.5L8 15.5" />`),
  close: icon(svg`<path d="m5 5 10 10M15 5 5 15" />`),
  warning: icon(svg`<path d="M10 3 2.5 16.5h15z" /><path d="M10 8.5v3.5M10 14.4v.1" />`),
  info: icon(svg`<circle cx="10" cy="10" r="7.2" /><path d="M10 9.2v4.6M10 6.3v.1" />`),
  sun: icon(
    svg`<circle cx="10" cy="10" r="3.4" /><path d="M10 2v1.6M10 16.4V18M2 10h1.6M16.4 10H18M4.3 4.3l1.2 1.2M14.5 14.5l1.2 1.2M15.7 4.3l-1.2 1.2M5.5 14.5l-1.2 1.2" />`,
  ),
  moon: icon(svg`<path d="M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7z" />`),
  system: icon(
    svg`<rect x="2.5" y="3.5" width="15" height="10" rx="1.5" /><path d="M7 17h6M10 13.5V17" />`,
  ),
  pen: icon(svg`<path d="m4 16 1-4 8.5-8.5 3 3L8 15z" />`),
  image: icon(
    svg`<rect x="3" y="3.5" width="14" height="13" rx="2" /><path d="m3.5 14 4-4.5 3 3 2-2 4 4" />`,
  ),
  upload: icon(svg`<path d="M10 13.5V4M6 7.5 10 3.5l4 4" /><path d="M3.5 13v3.5h13V13" />`),
  gauge: icon(svg`<path d="M3.8 15.5a7.5 7.5 0 1 1 12.4 0" /><path d="m10 11.5 3.5-4.5" />`),
  book: icon(
    svg`<path d="M10 5.5C8.2 4.3 6 3.9 3 4v11.5c3-.1 5.2.3 7 1.5 1.8-1.2 4-1.6 7-1.5V4c-3-.1-5.2.3-7 1.5zM10 5.5V17" />`,
  ),
  layers: icon(
    svg`<path d="m10 3 7.5 3.8L10 10.6 2.5 6.8z" /><path d="m2.5 10.4 7.5 3.8 7.5-3.8M2.5 13.8l7.5 3.8 7.5-3.8" />`,
  ),
  link: icon(
    svg`<path d="M8.5 11.5a3.2 3.2 0 0 0 4.6 0l2.9-2.9a3.2 3.2 0 0 0-4.6-4.6L10 5.4" /><path d="M11.5 8.5a3.2 3.2 0 0 0-4.6 0L4 11.4A3.2 3.2 0 0 0 8.6 16l1.4-1.4" />`,
  ),
  camera: icon(
    svg`<path d="M3 6.5h3L7.5 4h5L14 6.5h3v9.5H3z" /><circle cx="10" cy="11" r="2.8" />`,
  ),
  table: icon(svg`<path d="M3.5 4h13v12h-13zM3.5 8h13M3.5 12h13M8.5 4v12" />`),
  plus: icon(svg`<path d="M10 4v12M4 10h12" />`),
  check: icon(svg`<path d="m4 10.5 4 4 8-9" />`),
  question: icon(
    svg`<path d="M7 7.3a3 3 0 1 1 4.6 2.6c-1 .6-1.6 1.2-1.6 2.3" /><path d="M10 15.6v.1" stroke-width="2.2" />`,
  ),
  flask: icon(
    svg`<path d="M8 3v5l-4.4 7.2A1.2 1.2 0 0 0 4.6 17h10.8a1.2 1.2 0 0 0 1-1.8L12 8V3M6.8 3h6.4M6 12.5h8" />`,
  ),
  eye: icon(
    svg`<path d="M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5z" /><circle cx="10" cy="10" r="2.2" />`,
  ),
  code: icon(svg`<path d="m6.5 6-4 4 4 4M13.5 6l4 4-4 4M11.5 4l-3 12" />`),
  chevron: icon(svg`<path d="m5 7.5 5 5 5-5" />`),
};
