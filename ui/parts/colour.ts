// A shop's own colour, made dark or light enough to be read: WCAG 2.2, 1.4.3 (4.5 to 1).

export type Rgb = readonly [red: number, green: number, blue: number];

const RATIO = 4.5;
const STEP = 0.04;

/** "#1f5f4a" as numbers; null where it is no colour of that form. */
export function readColour(text: string): Rgb | null {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text.trim());
  if (!found) return null;
  const [red, green, blue] = found.slice(1).map((one) => Number.parseInt(one, 16));
  return [red ?? 0, green ?? 0, blue ?? 0];
}

/** The relative luminance that WCAG defines. */
export function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/** The contrast of two colours, from 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** The colour nearest to a wanted one that can be read on a ground, moved towards the ground's opposite. */
export function readable(wanted: Rgb, ground: Rgb, ratio = RATIO): Rgb {
  const target: Rgb = luminance(ground) > 0.4 ? [0, 0, 0] : [255, 255, 255];
  for (let share = 0; share < 1; share += STEP) {
    const tried = wanted.map((value, at) => Math.round(value + ((target[at] ?? 0) - value) * share));
    const colour: Rgb = [tried[0] ?? 0, tried[1] ?? 0, tried[2] ?? 0];
    if (contrast(colour, ground) >= ratio) return colour;
  }
  return target;
}

/** A colour as CSS writes it. */
export const css = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;
