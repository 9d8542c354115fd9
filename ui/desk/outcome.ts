// What a gate said, and what a rule looked at, in house words.

import type { Say } from "@earnest/parts/words";

const OUTCOMES = new Set(["do_it", "confirm", "ask_person", "ask_two", "refuse"]);

/** "A person decides" for "ask_person"; nothing where nothing was judged. */
export function outcomeOf(outcome: string, t: Say): string {
  return OUTCOMES.has(outcome) ? t(`desk-outcome-${outcome.replace("_", "-")}`) : "";
}

/** A gate's input as people read it: yes and no for the machine's true and false. */
export function factOf(value: string, t: Say): string {
  if (value === "true" || value === "false") return t(`desk-fact-${value}`);
  return value.replaceAll("_", " ");
}
/* says: desk-outcome-do-it desk-outcome-confirm desk-outcome-ask-person desk-outcome-ask-two desk-outcome-refuse */
/* says: desk-fact-true desk-fact-false */
