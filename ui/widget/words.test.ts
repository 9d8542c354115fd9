import { sayer, spoken } from "@earnest/parts/words";
import { describe, expect, it } from "vitest";

describe("words", () => {
  it("speaks the first wanted language that it knows, else English", () => {
    expect([spoken(["de-AT", "en"]), spoken(["fr", "de"]), spoken(["fr"])]).toEqual(["de", "de", "en"]);
  });

  it("counts as the language counts", () => {
    expect(sayer("en")("widget-undo-minutes", { minutes: 1 })).toBe("one minute left");
    expect(sayer("de")("widget-undo-minutes", { minutes: 4 })).toBe("noch 4 Minuten");
  });

  it("names a source that it knows, and shows another as the brand named it", () => {
    expect([
      sayer("en")("widget-source", { name: "order" }),
      sayer("en")("widget-source", { name: "weather" }),
    ]).toEqual(["Your orders", "weather"]);
  });
});
