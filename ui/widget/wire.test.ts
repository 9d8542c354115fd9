import { countdown } from "@earnest/parts/clock";
import { contrast, type Rgb, readable } from "@earnest/parts/colour";
import { readItems, readPart, safeUrl } from "@earnest/parts/tree";
import { describe, expect, it } from "vitest";
import { customerOf, keep, kept } from "./keep";
import { NEW_TALK, queued } from "./state";
import { readUsed } from "./told";
import { eachEvent, opening, Refused, request } from "./wire";

const event = (seq: number) =>
  `id: ${seq}\nevent: item\ndata: ${JSON.stringify({ seq, author: "assistant", parts: [] })}\n\n`;

describe("the stream", () => {
  it("tells whole events, wherever the network cuts them", () => {
    const text = `: ping\n\n${event(1)}${event(2)}`;
    for (let at = 0; at <= text.length; at += 1) {
      const heard: number[] = [];
      const rest = eachEvent(text.slice(0, at), (item) => heard.push(item.seq));
      eachEvent(rest + text.slice(at), (item) => heard.push(item.seq));

      expect(heard).toEqual([1, 2]);
    }
  });

  it("ends with the problem that ended it", () => {
    expect(() => eachEvent('event: end\ndata: {"status": 401, "detail": "over"}\n\n', () => undefined)).toThrow(
      Refused,
    );
  });
});

describe("opening a session", () => {
  it("says the browser's own no, and nothing that nobody said", () => {
    expect(opening(null, false)).toEqual({});
    expect(opening("a.b.c", true)).toEqual({ identity_token: "a.b.c", global_privacy_control: true });
  });
});

describe("what came over the wire", () => {
  it("leaves out what is not understood", () => {
    expect(readPart({ kind: "hologram" })).toBeNull();
    expect(
      readItems({ items: [{ seq: 1 }, { seq: 2, author: "assistant", parts: [{ kind: "words", text: 3 }] }] }),
    ).toMatchObject([{ seq: 2, ai: false, parts: [{ text: "" }] }]);
  });

  it("opens no address that runs code", () => {
    expect(
      ["javascript:alert(1)", "data:text/html,x", "//evil", "/help/returns", "https://a.example/x"].map(safeUrl),
    ).toEqual(["", "", "", "/help/returns", "https://a.example/x"]);
  });

  it("groups fields by their source and keeps sentences whole", () => {
    expect(
      readUsed(["order.status for service.order", "order.lines.name for service.order", "This conversation"]),
    ).toEqual([
      { source: "order", fields: ["status", "line-name"], words: "" },
      { source: "", fields: [], words: "This conversation" },
    ]);
  });
});

describe("what goes over the wire", () => {
  it("puts each deed where the API takes it", () => {
    expect(request({ kind: "person" }, "c")).toEqual({ path: "person", body: { client_id: "c" } });
    expect(request({ kind: "undo", decision: "D-1" }, "c")).toEqual({
      path: "items",
      body: { kind: "undo", client_id: "c", decision: "D-1" },
    });
    expect(request({ kind: "score", score: 4, text: "" }, "c")).toEqual({
      path: "rating",
      body: { client_id: "c", score: 4, text: "", reasons: [] },
    });
  });
});

describe("what outlives a reload", () => {
  const storage = () => {
    const held = new Map<string, string>();
    return {
      getItem: (key: string) => held.get(key) ?? null,
      setItem: held.set.bind(held),
      removeItem: held.delete.bind(held),
    } as unknown as Storage;
  };

  it("is the session and what waits, and nothing that was said", () => {
    const place = storage();
    keep(place, {
      token: "t",
      conversation: "C-1",
      who: "ada",
      guest: true,
      talk: queued(NEW_TALK, { kind: "message", text: "hi" }, "a"),
    });

    expect(kept(place)).toMatchObject({
      token: "t",
      who: "ada",
      guest: true,
      talk: { items: [], queue: [{ client_id: "a", sent: false }] },
    });
  });

  it("is nothing where storage holds something else", () => {
    const place = storage();
    place.setItem("earnest", "{");

    expect(kept(place).token).toBe("");
  });

  it("knows whose token it is, by the token's own words", () => {
    expect(customerOf(`x.${btoa('{"sub":"ada"}')}.y`)).toBe("ada");
    expect(customerOf("rubbish")).toBe("");
  });
});

describe("a shop's colour", () => {
  it("can be read on white and on dark, whatever it is", () => {
    const grounds: Rgb[] = [
      [255, 255, 255],
      [20, 24, 26],
    ];
    for (const ground of grounds)
      for (let red = 0; red < 256; red += 51)
        for (let green = 0; green < 256; green += 51)
          for (let blue = 0; blue < 256; blue += 51)
            expect(contrast(readable([red, green, blue], ground), ground)).toBeGreaterThanOrEqual(4.5);
  });
});

describe("a countdown", () => {
  it("is coarse until the end", () => {
    expect([290_000, 61_000, 59_000, 21_000, 9_500, 0].map(countdown)).toEqual([
      { minutes: 5, seconds: 0 },
      { minutes: 2, seconds: 0 },
      { minutes: 0, seconds: 60 },
      { minutes: 0, seconds: 30 },
      { minutes: 0, seconds: 10 },
      { minutes: 0, seconds: 0 },
    ]);
  });
});
