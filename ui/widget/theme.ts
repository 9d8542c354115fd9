// The shop's own colour, in light and in dark, always readable.

import { css, type Rgb, readable, readColour } from "@earnest/parts/colour";

const WHITE: Rgb = [255, 255, 255];
const DARK_GROUND: Rgb = [20, 24, 26];
const DARK_RATIO = 7; // at 4.5 a dark colour on a dark ground is legible and dull

/** Put a shop's accent on; a colour that cannot be read is moved until it can. Without one the house's own stays. */
export function paint(accent: string): void {
  const wanted = readColour(accent);
  if (!wanted) return;
  const style = document.documentElement.style;
  const onWhite = readable(wanted, WHITE);
  style.setProperty("--fill", css(onWhite));
  style.setProperty("--accent-light", css(onWhite));
  style.setProperty("--accent-dark", css(readable(wanted, DARK_GROUND, DARK_RATIO)));
}
