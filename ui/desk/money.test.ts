import { describe, expect, it } from "vitest";
import { askedFor, readAmount } from "./money";

describe("an amount", () => {
  it("is read with a point or a comma", () => {
    expect(readAmount("24.90", "EUR")).toEqual({ minor: 2490, currency: "EUR" });
    expect(readAmount(" 24,9 ", "EUR")).toEqual({ minor: 2490, currency: "EUR" });
    expect(readAmount("24", "EUR")).toEqual({ minor: 2400, currency: "EUR" });
  });

  it("is none where it is zero, negative, or something else", () => {
    for (const text of ["", "0", "-3", "1.234,50", "24.905", "all of it"]) expect(readAmount(text, "EUR")).toBeNull();
  });

  it("is found in what the rules looked at, however it is worded", () => {
    expect(askedFor({ amount: "\u20ac79.00" })).toEqual({ minor: 7900, currency: "EUR" });
    expect(askedFor({ amount: "1.179,00\u00a0\u20ac" })).toEqual({ minor: 117900, currency: "EUR" });
    expect(askedFor({ amount: "79.00 EUR" })).toEqual({ minor: 7900, currency: "EUR" });
    expect(askedFor({})).toBeNull();
  });
});
