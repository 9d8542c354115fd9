// Amounts as colleagues type them, in minor units on the wire; no float is ever an amount.

export interface Amount {
  readonly minor: number;
  readonly currency: string;
}

const TYPED = /^\s*(\d{1,9})(?:[.,](\d{1,2}))?\s*$/;
const SHOWN = /(\d[\d.,\u00a0 ]*)/;
const SYMBOLS: Readonly<Record<string, string>> = { "\u20ac": "EUR", $: "USD", "\u00a3": "GBP" };

/** "24.90" or "24,9" as minor units of a currency with two digits; null where it is no amount above zero. */
export function readAmount(text: string, currency: string): Amount | null {
  const found = TYPED.exec(text);
  if (!found || !currency) return null;
  const minor = Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0"));
  return minor > 0 ? { minor, currency } : null;
}

/** An amount as people read it here. */
export function showAmount({ minor, currency }: Amount, locale: string): string {
  const digits = String(minor).padStart(3, "0");
  const exact = `${digits.slice(0, -2)}.${digits.slice(-2)}` as Intl.StringNumericLiteral;
  return new Intl.NumberFormat(locale, { style: "currency", currency }).format(exact);
}

/** The amount among what the rules looked at, as the server words it: "EUR 79.00" or "\u20ac79.00". */
export function askedFor(facts: Readonly<Record<string, string>>): Amount | null {
  const text = facts.amount ?? "";
  const currency =
    /[A-Z]{3}/.exec(text)?.[0] ?? Object.entries(SYMBOLS).find(([sign]) => text.includes(sign))?.[1] ?? "";
  const digits =
    SHOWN.exec(text)?.[1]
      ?.replace(/[^\d.,]/g, "")
      .replace(/[.,](?=\d{3}(?:\D|$))/g, "") ?? "";
  return readAmount(digits, currency);
}
