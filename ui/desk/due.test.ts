import { describe, expect, it } from "vitest";
import { clockState, clockWords } from "./due";

const NOW = Date.UTC(2026, 10, 23, 9, 0);
const MINUTE = 60_000;
const told = (key: string, values: Record<string, string | number> = {}): string =>
  [key, ...Object.values(values)].join(" ");

describe("a clock", () => {
  it("is late from the first moment after it was due", () => {
    expect(clockState(NOW - 1, NOW)).toBe("late");
    expect(clockState(NOW, NOW)).toBe("soon");
  });

  it("is soon within a quarter of an hour", () => {
    expect(clockState(NOW + 15 * MINUTE - 1, NOW)).toBe("soon");
    expect(clockState(NOW + 15 * MINUTE, NOW)).toBe("calm");
  });

  it("says minutes, hours or days, whichever is read at a glance", () => {
    expect(clockWords(NOW + 12 * MINUTE, NOW, told)).toBe("desk-due-minutes 12");
    expect(clockWords(NOW - 3 * MINUTE, NOW, told)).toBe("desk-late-minutes 3");
    expect(clockWords(NOW + 150 * MINUTE, NOW, told)).toBe("desk-due-hours 3");
    expect(clockWords(NOW + 49 * 60 * MINUTE, NOW, told)).toBe("desk-due-days 2");
  });

  it("is no clock where nothing was promised", () => {
    expect(clockWords(0, NOW, told)).toBe("desk-no-clock");
  });
});
