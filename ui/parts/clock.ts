// Times as people read them. Instants are microseconds since 1970, as on the wire.

export const MICROSECONDS = 1000;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Milliseconds until an instant; never below 0. */
export function left(until: number, now: number): number {
  return Math.max(0, until / MICROSECONDS - now);
}

/** A countdown, coarse on purpose: minutes above one, else tens of seconds, and single ones at the very end. */
export function countdown(milliseconds: number): { minutes: number; seconds: number } {
  if (milliseconds >= MINUTE) return { minutes: Math.ceil(milliseconds / MINUTE), seconds: 0 };
  const seconds = Math.ceil(milliseconds / SECOND);
  return { minutes: 0, seconds: seconds > 10 ? Math.ceil(seconds / 10) * 10 : seconds };
}

/** The time of day of an instant. */
export function timeOfDay(at: number, language: string): string {
  const said = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" }).format(at / MICROSECONDS);
  return said.replace(/\s/g, "\u00a0"); // a time is not broken over two lines
}

/** The day of an instant. */
export function day(at: number, language: string): string {
  return dated(at, language, { day: "numeric", month: "long", year: "numeric" });
}

/** Days are told day first, as the assistant tells them, in English too. */
function dated(at: number, language: string, how: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, how).format(at / MICROSECONDS);
}

/** When something is due: the time today, else with its day. */
export function due(at: number, now: number, language: string): string {
  const when = new Date(at / MICROSECONDS);
  if (when.toDateString() === new Date(now).toDateString()) return timeOfDay(at, language);
  return `${dated(at, language, { weekday: "long", day: "numeric", month: "long" })}, ${timeOfDay(at, language)}`;
}
