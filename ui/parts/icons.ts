// Signs, drawn for this house on a grid of 24. Never alone: a word stands beside or behind each.

import { html, svg, type TemplateResult } from "lit";

const DRAWN = {
  spark: svg`<path d="M12 3.5c.8 4.9 3.1 7.2 8 8-4.9.8-7.2 3.1-8 8-.8-4.9-3.1-7.2-8-8 4.9-.8 7.2-3.1 8-8z"/>`,
  person: svg`<circle cx="12" cy="8.2" r="3.7"/><path d="M4.8 19.8c.7-4 3.5-6.1 7.2-6.1s6.5 2.1 7.2 6.1"/>`,
  send: svg`<path d="M12 19V5.5M5.8 11.5 12 5.3l6.2 6.2"/>`,
  down: svg`<path d="m6.5 9.5 5.5 5.5 5.5-5.5"/>`,
  minimise: svg`<path d="M6 12h12"/>`,
  widen: svg`<path d="M14 5h5v5M10 19H5v-5M19 5l-6 6M5 19l6-6"/>`,
  narrow: svg`<path d="M19 10h-5V5M5 14h5v5M14 10l5.5-5.5M10 14l-5.5 5.5"/>`,
  more: svg`<path d="M5.5 12h.01M12 12h.01M18.5 12h.01" stroke-width="3"/>`,
  up: svg`<path d="M7.5 11v8.5H4.8V11zM7.5 11l3.6-6.5c1.5 0 2.3 1 2 2.5l-.6 2.8h4.6c1.3 0 2.2 1.2 1.8 2.5l-1.6 5.5c-.3 1-1.1 1.7-2.2 1.7H7.5"/>`,
  thumbDown: svg`<path d="M16.500 13V4.500h2.700V13zM16.500 13l-3.600 6.500c-1.500 0-2.300-1-2-2.500l.6-2.800H6.900c-1.300 0-2.200-1.200-1.800-2.500l1.600-5.500c.3-1 1.100-1.700 2.200-1.700h7.600"/>`,
  check: svg`<path d="m5 12.5 4.5 4.500L19 7.500"/>`,
  clock: svg`<circle cx="12" cy="12" r="8"/><path d="M12 7.500V12l3 2"/>`,
  source: svg`<path d="M6 4.500h9l3.500 3.500v11.500H6zM14.500 4.500V8.500h4M9 12.500h6.500M9 15.800h4.500"/>`,
  undo: svg`<path d="M8 5 4.500 8.500 8 12M4.500 8.500h9a5.500 5.500 0 0 1 0 11H9"/>`,
  off: svg`<circle cx="12" cy="12" r="8"/><path d="m6.500 6.500 11 11"/>`,
} as const;

export type Sign = keyof typeof DRAWN;

/** A sign; screen readers pass over it. */
export function icon(sign: Sign): TemplateResult {
  return html`<svg class="e-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${DRAWN[sign]}</svg>`;
}
