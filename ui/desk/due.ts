// How urgent something is, and how it is said.

import type { Say } from "@earnest/parts/words";

export const MINUTE = 60_000;
const SOON_MILLISECONDS = 15 * MINUTE;
const HOURS = 60;
const DAY_MINUTES = 24 * HOURS;

export type ClockState = "late" | "soon" | "calm" | "none";

/** How urgent something is. Instants are milliseconds; `due` 0: no clock. */
export function clockState(due: number, now: number): ClockState {
  if (due === 0) return "none";
  if (due < now) return "late";
  return due - now < SOON_MILLISECONDS ? "soon" : "calm";
}

/** "due in 12 min", "late by 3 min", "due in 2 h". */
export function clockWords(due: number, now: number, t: Say): string {
  const minutes = Math.max(1, Math.round(Math.abs(due - now) / MINUTE));
  const state = clockState(due, now);
  if (state === "none") return t("desk-no-clock");
  const late = state === "late" ? "late" : "due";
  if (minutes < HOURS) return t(`desk-${late}-minutes`, { minutes });
  if (minutes < DAY_MINUTES) return t(`desk-${late}-hours`, { hours: Math.round(minutes / HOURS) });
  return t(`desk-${late}-days`, { days: Math.round(minutes / DAY_MINUTES) });
}
/* says: desk-due-minutes desk-due-hours desk-due-days desk-late-minutes desk-late-hours desk-late-days */
