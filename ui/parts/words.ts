// Words from the platform's Fluent catalogues, in the customer's language.

import catalogues from "virtual:words";
import { FluentBundle, FluentResource } from "@fluent/bundle";

const FIRST = "en";
const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);

export type Values = Record<string, string | number>;
export type Say = (key: string, values?: Values) => string;

/** The language to speak: the first wanted one that has a catalogue. */
export function spoken(wanted: readonly string[]): string {
  const known = wanted.map((one) => one.toLowerCase().split("-")[0] ?? "").find((one) => one in catalogues);
  return known ?? FIRST;
}

/** The direction in which a language is written. */
export function direction(language: string): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
}

/** Says keys in a language. A key that is in no catalogue is shown as itself: the build lets none through. */
export function sayer(language: string): Say {
  // Isolation marks guard values that run the other way; where all runs one way they would only be copied along.
  const bundle = new FluentBundle(language, { useIsolating: direction(language) === "rtl" });
  bundle.addResource(new FluentResource(catalogues[language] ?? catalogues[FIRST] ?? ""));
  return (key, values = {}) => {
    const pattern = bundle.getMessage(key)?.value;
    return pattern ? bundle.formatPattern(pattern, values) : key;
  };
}
