// What stands beside the button for a person: who is on the way or here, else when people are there.

import { due, left, MICROSECONDS, timeOfDay } from "@earnest/parts/clock";
import type { Say } from "@earnest/parts/words";
import type { Person } from "./state";
import type { Brand } from "./told";

const MINUTE = 60_000;

/** One line for the state that the customer's wish for a person is in; `now` in milliseconds. */
export function personWords(person: Person, brand: Brand, say: Say, language: string, now: number): string {
  switch (person.state) {
    case "asked":
      return say("widget-person-asked");
    case "waiting":
      if (!person.due) return say("widget-person-coming");
      return left(person.due, now) > 0
        ? say("widget-person-by", { time: timeOfDay(person.due, language) })
        : say("widget-person-late");
    case "here":
      return say("widget-person-here");
    case "none":
      return hoursWords(brand, say, language, now);
  }
}

/** When people are there, by the customer's own clock, and how soon they answer then. */
function hoursWords(brand: Brand, say: Say, language: string, now: number): string {
  const { open, minutes, within } = brand;
  const turn = (now + minutes * MINUTE) * MICROSECONDS;
  const soon = within ? ` \u00b7 ${say("widget-person-within", { minutes: within })}` : "";
  if (open === null) return (zoned(brand, say, now) || say("widget-person-any-time")) + soon;
  if (open)
    return (
      (minutes ? say("widget-person-until", { time: timeOfDay(turn, language) }) : say("widget-person-open")) + soon
    );
  return minutes
    ? say("widget-person-from", { time: due(turn, now, language) })
    : zoned(brand, say, now) || say("widget-person-closed");
}

/** The week's opening hours; told with their place where the customer's clock shows another time. */
function zoned({ hours, zone }: Brand, say: Say, now: number): string {
  if (!hours || sameTime(zone, now)) return hours;
  return say("widget-person-zone", { hours, place: zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone });
}

/** Whether a zone's clocks show what this browser's show. */
function sameTime(zone: string, now: number): boolean {
  if (!zone) return true;
  const shown = (timeZone?: string) => new Date(now).toLocaleString("en", timeZone ? { timeZone } : {});
  try {
    return shown(zone) === shown();
  } catch {
    return true; // a zone that this browser does not know
  }
}
