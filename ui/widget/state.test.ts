import type { Item } from "@earnest/parts/tree";
import { describe, expect, it } from "vitest";
import { cardState, heard, NEW_TALK, nextToSend, personOf, posted, queued, received, refused, taken } from "./state";

const item = (seq: number, author: Item["author"], text: string, more: Partial<Item> = {}): Item => ({
  seq,
  id: `I-${seq}`,
  author,
  ai: author === "assistant",
  at: 0,
  decision: "",
  name: "",
  parts: text ? [{ kind: "words", text }] : [],
  ...more,
});

const card = {
  kind: "card",
  id: "K-1",
  title: "Refund",
  rows: [],
  args_hash: "",
  expires_at: 9e9,
  button_only: false,
  by_passkey: false,
} as const;

describe("the log", () => {
  it("holds each number once, in order, however the items came", () => {
    const talk = [[item(3, "assistant", "c")], [item(1, "customer", "a"), item(3, "assistant", "c")]].reduce(
      received,
      NEW_TALK,
    );

    expect(talk.items.map((one) => one.seq)).toEqual([1, 3]);
    expect(heard(talk.items)).toBe(1);
    expect(heard(received(talk, [item(2, "assistant", "b")]).items)).toBe(3);
  });
});

describe("the queue", () => {
  const two = queued(queued(NEW_TALK, { kind: "message", text: "yes" }, "a"), { kind: "message", text: "yes" }, "b");

  it("loses nothing when the same words are said twice", () => {
    const first = taken(posted(two, "a"), "a", [item(1, "customer", "yes"), item(2, "assistant", "Done.")], false);

    expect(nextToSend(first)?.client_id).toBe("b");
  });

  it("keeps a message in sight that was taken and is not in the log yet", () => {
    const late = taken(posted(two, "a"), "a", [], true);

    expect(late.queue).toHaveLength(2);
    expect(nextToSend(late)?.client_id).toBe("b");
    expect(received(late, [item(1, "customer", "yes")]).queue.map((one) => one.client_id)).toEqual(["b"]);
  });

  it("takes an older message of the same words for another one", () => {
    const earlier = received(NEW_TALK, [item(1, "customer", "yes")]);
    const waiting = posted(queued(earlier, { kind: "message", text: "yes" }, "a"), "a");

    expect(received(waiting, [item(2, "assistant", "?")]).queue).toHaveLength(1);
    expect(received(waiting, [item(2, "customer", "yes")]).queue).toHaveLength(0);
  });

  it("goes on past what was refused", () => {
    const talk = refused(two, "a", "too long");

    expect(nextToSend(talk)?.client_id).toBe("b");
    expect(talk.queue[0]?.refused).toBe("too long");
  });

  it("takes a press back that the server would not have", () => {
    const pressed = queued(NEW_TALK, { kind: "press", card: "K-1", args_hash: "", button: "confirm" }, "a");

    expect(pressed.pressed).toEqual({ "K-1": "confirm" });
    expect(refused(pressed, "a", "expired").pressed).toEqual({});
  });
});

describe("a card", () => {
  const shown = item(1, "assistant", "", { parts: [card] });
  const talk = received(NEW_TALK, [shown]);

  it("is open until it is pressed, replaced or too old", () => {
    expect(cardState(talk, shown, card, 0)).toBe("open");
    expect(cardState(talk, shown, card, 9e6)).toBe("expired");
    expect(cardState({ ...talk, pressed: { "K-1": "cancel" } }, shown, card, 0)).toBe("cancelled");
    expect(cardState(received(talk, [item(2, "customer", "Refund")]), shown, card, 0)).toBe("confirmed");
    expect(cardState(received(talk, [item(2, "assistant", "", { parts: [card] })]), shown, card, 0)).toBe("replaced");
  });
});

describe("a person", () => {
  const notice = { kind: "hand_over", hand_over: "H-1", reason: "", due_at: 5, summary: [] } as const;
  const waiting = received(NEW_TALK, [item(1, "assistant", "", { parts: [notice] })]);

  it("is asked for, on the way, then here", () => {
    expect(personOf(NEW_TALK)).toEqual({ state: "none" });
    expect(personOf(queued(NEW_TALK, { kind: "person" }, "p"))).toEqual({ state: "asked" });
    expect(personOf(waiting)).toEqual({ state: "waiting", due: 5 });
    expect(personOf(received(waiting, [item(2, "colleague", "Hi")]))).toEqual({ state: "here" });
  });

  it("has gone when the system says so after their words, and is here when it says so before", () => {
    const waiting = received(NEW_TALK, [
      item(1, "assistant", "", { parts: [{ kind: "hand_over", hand_over: "H", reason: "", due_at: 5, summary: [] }] }),
    ]);
    const taken = received(waiting, [item(2, "system", "Mia has taken over.")]);
    const gone = received(taken, [item(3, "colleague", "Hi"), item(4, "system", "I am back.")]);

    expect([taken, gone].map((talk) => personOf(talk).state)).toEqual(["here", "none"]);
  });
});
