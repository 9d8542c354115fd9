"""A simulated customer for `earnest eval tasks`: sees only a task's `instruction` (`user_scenario`) and the screen."""

import ast
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

LINES_MAX = 30  # lines of the customer in one conversation, presses included
PATIENCE_ANSWERS = 3  # unhelpful answers in a row before it goes on to the next wish
OBJECTIONS_MAX = 4  # wrong cards for one wish before it gives up; every second one is declined by the button
MISSPELT_RATE = 0.112  # of all lines; some lines hold no word that may be misspelt, so about 10 % are

Kind = StrEnum("Kind", "CANCEL RETURN EXCHANGE MODIFY ORDER_ADDRESS USER_ADDRESS PAYMENT ASK")
Cue = StrEnum("Cue", "LOST NAME EMAIL ORDER ITEM REASON VARIANT PAY ADDRESS CONFIRM MORE DONE REFUSED OTHER")
Kinds = frozenset[Kind]
SWAPS, BACK = frozenset({Kind.EXCHANGE, Kind.MODIFY}), frozenset({Kind.CANCEL, Kind.RETURN})
ADDRESSES = frozenset({Kind.ORDER_ADDRESS, Kind.USER_ADDRESS})
PAID = BACK | SWAPS | {Kind.PAYMENT}
CONCERNED = {Cue.VARIANT: SWAPS, Cue.REASON: BACK, Cue.PAY: PAID, Cue.ADDRESS: ADDRESSES}
Pairs = tuple[tuple[str, str], ...]
Rule = tuple[Cue, str, int]  # when, what to say, and for which wish (-1: for any): "if not possible, cancel it"
Thing = tuple[str, Pairs, Pairs]  # its name, the options it has, the options it should have instead


class CardShown(NamedTuple):
    title: str
    rows: tuple[tuple[str, str], ...]


class Shown(NamedTuple):
    text: str
    choices: tuple[str, ...]
    card: CardShown | None
    handed_over: bool


@dataclass(frozen=True, slots=True)
class Wish:
    kinds: Kinds
    words: str = ""  # only if the instruction is prose
    order: str = ""
    things: tuple[Thing, ...] = ()
    reason: str = ""
    pay: str = ""
    address: tuple[str, ...] = ()  # the ways to say it


def make_speaker(task: Mapping[str, object], seed: int, misspelt_rate: float = MISSPELT_RATE) -> "Customer":
    """Make the customer of a task; the same task and seed give the same customer."""
    return Customer(Goal(task), seed, misspelt_rate)


class Customer:
    def __init__(self, goal: "Goal", seed: int, misspelt_rate: float) -> None:
        self._goal, self._rate = goal, misspelt_rate
        self._voice, self._typos = Voice(f"{seed}:{goal.text}"), random.Random(f"typo:{seed}:{goal.text}")
        self._open = list(enumerate(goal.wishes or [Wish(frozenset({Kind.ASK}), words="I need help with an order")]))
        self._rules, self._orders, self._heard = goal.rules, list(goal.orders), {""}
        self._told = self._lines = self._stuck = self._objections = self._named = 0
        self._pressed, self._over, self._rests = False, False, 2
        brief = re.search(r"(?i)private|myster|reveal|brief|ters|shy|minimal|one thing|piecewise", goal.manner)
        self._shy, self._casual = bool(brief) or (self._voice.rng.random() < 0.25), (self._voice.rng.random() < 0.35)

    def next(self, shown: Shown | None) -> str | None:
        if self._lines >= LINES_MAX or self._over or (shown is not None and shown.handed_over):
            return None
        line = self._opening() if shown is None else self._answer(shown)
        self._lines += 1
        if line is None or line.startswith("<"):
            return line
        line = misspell(self._typos, line) if self._typos.random() < self._rate else line
        if self._casual:
            return line if line.split()[0].strip(",") in f"I'm {self._goal.name}" else line[0].lower() + line[1:]
        return line[0].upper() + line[1:] + ("" if line[-1] in ".?!:;)" or "@" in line[-25:] or len(line) < 12 else ".")

    def _opening(self) -> str:
        hello, roll, shy = self._voice.say("hello"), self._voice.rng.random(), self._shy
        if roll < 0.25:
            return hello if roll < 0.15 or shy else f"{hello}, {self._who(frozenset())}"
        together = re.search(r"at the same time|together|in one go", self._goal.text)
        told = f"{hello}, " if roll < 0.6 else ""
        told += self._tell(2 if together else len(self._open) if roll > 0.85 and not shy else 1)
        return f"{told}. {self._who(frozenset())}" if roll > 0.75 and not shy else told

    def _tell(self, count: int = 1) -> str:
        wishes = [wish for _, wish in self._open[self._told : self._told + count]]
        self._told += len(wishes)
        hide = self._shy and self._voice.rng.random() < 0.4
        return f". {self._voice.say('next')} ".join(self._voice.wish(wish, vague=hide) for wish in wishes)

    def _take(self, when: Cue) -> str:
        wish = self._open[0][0]
        fitting = [rule for rule in self._rules if rule[0] is when and rule[2] in {-1, wish}][:1]
        self._rules = [rule for rule in self._rules if rule not in fitting]
        return fitting[0][1] if fitting else ""

    def _answer(self, shown: Shown) -> str | None:
        cues, seen = cues_in(shown.text), norm(shown.text)
        quiet = not (shown.card or cues - {Cue.DONE, Cue.MORE, Cue.LOST})
        failed = Cue.REFUSED in cues or cues & {Cue.LOST, Cue.DONE} == {Cue.LOST}
        done = self._pressed and not failed and not (shown.card and self._open[0][1].words)
        self._pressed = False
        if done and quiet and self._rests and hits("plural", self._open[0][1].words):
            self._rests -= 1
            return f"{self._voice.say('rest')} {self._voice.wish(self._open[0][1])}"
        if (done or not self._open) and (len(self._open) < 2 or quiet):
            return self._move_on()
        if done:
            self._close()
        if shown.card and self._told:
            return self._at_card(shown.card)
        lost = seen in self._heard or Cue.LOST in cues or not (cues or shown.choices)
        self._stuck = self._stuck + 1 if lost and self._told else 0
        self._heard.add(seen)
        if self._stuck >= PATIENCE_ANSWERS:
            return self._move_on()
        wish = self._open[0][1]
        if self._told and shown.choices and (number := self._best_choice(wish, shown.choices)):
            return f"<choose {number}>"
        replies = [words for cue in Cue if cue in cues and (words := self._reply(cue, cues, wish))]
        return ", ".join(dict.fromkeys(replies)) or (self._react(cues, wish) if self._told else self._tell())

    def _react(self, cues: frozenset[Cue], wish: Wish) -> str | None:
        if Cue.LOST in cues:
            return f"{self._voice.say('lost')} {self._voice.wish(wish)}".strip()
        if Cue.REFUSED in cues:
            return self._change(words) if (words := self._take(Cue.REFUSED)) else self._move_on("ok")
        if cues & {Cue.CONFIRM, Cue.MORE} == {Cue.CONFIRM}:
            return self._change(words) if (words := self._take(Cue.CONFIRM)) else self._voice.say("yes")
        if cues & {Cue.DONE, Cue.MORE} or wish.kinds == {Kind.ASK}:
            return self._move_on()
        return self._take(Cue.OTHER) or self._voice.say("hurry")

    def _reply(self, cue: Cue, cues: frozenset[Cue], wish: Wish) -> str:
        voice, say, pay, take = self._voice, self._voice.say, wish.pay or self._goal.pay, self._take
        items = " and ".join(voice.item(thing, full=True) for thing in wish.things)
        wants = "; ".join(f"{voice.item(thing, full=False)}: {voice.want(thing[2])}" for thing in wish.things)
        number = self._orders[0] if self._orders and cue is Cue.ORDER else wish.order
        self._orders = self._orders[cue is Cue.ORDER :]
        answers: dict[Cue, Callable[[], str]] = {
            Cue.ORDER: lambda: say("order", o=number) if number else f"{say('no order')}, {voice.wish(wish)}",
            Cue.ITEM: lambda: items or take(Cue.VARIANT) or wish.words or "the whole order",
            Cue.VARIANT: lambda: wants or take(Cue.VARIANT) or take(Cue.OTHER) or wish.words,
            Cue.REASON: lambda: take(Cue.REASON) or say(wish.reason or self._goal.reason),
            Cue.PAY: lambda: take(Cue.PAY) or say("pay" if pay else "any pay", p=pay),
            Cue.ADDRESS: lambda: wish.address[0] if wish.address else wish.words or say("look"),
        }
        if cue in {Cue.EMAIL, Cue.NAME}:
            return self._who(cues) if cue is Cue.EMAIL or Cue.EMAIL not in cues else ""
        concerned = self._told and cue in answers and wish.kinds & CONCERNED.get(cue, wish.kinds)
        return answers[cue]() if concerned else ""

    def _who(self, cues: frozenset[Cue]) -> str:
        goal, turn, voice = self._goal, self._named, self._voice
        self._named += bool(cues)
        name = voice.say("identity", n=goal.name)
        named = f"{name}, {voice.say('zip', z=goal.zips[min(turn, len(goal.zips) - 1)])}" if goal.zips else name
        if goal.emails and (Cue.EMAIL in cues or not goal.zips or not cues):
            email = voice.say("email", e=" or ".join(goal.emails[1:] if turn and goal.emails[1:] else goal.emails[:1]))
            return email if cues and Cue.NAME not in cues else f"{name}, {email}"
        return f"{voice.say('no email')}. {named}" if Cue.EMAIL in cues and Cue.NAME not in cues else named

    def _at_card(self, card: CardShown) -> str | None:
        if words := self._take(Cue.CONFIRM):
            return self._change(words)
        wrongs = [self._complaint(wish, card) for _, wish in self._open[: self._told]]
        if "" in wrongs:
            self._open.insert(0, self._open.pop(wrongs.index("")))
            self._pressed, self._objections, self._stuck = True, 0, 0
            return "<confirm>"
        self._objections += 1
        says = wrongs[0] if wrongs and self._objections % 2 else "<cancel>"
        return self._move_on() if self._objections > OBJECTIONS_MAX else says

    def _complaint(self, wish: Wish, card: CardShown) -> str:
        rows, say = " ".join(value for _, value in card.rows), self._voice.say
        kinds, text, numbers = deeds(card), norm(f"{card.title} {rows}"), re.findall(r"\bW?(\d{7})\b", rows)
        street, pays = "".join(wish.address[:1]), {pay_words(value) for _, value in card.rows} - {""}
        open_to = self._objections and pays & self._goal.pays
        wanted = wish.pay or ("" if open_to else self._goal.pay)
        if not kinds & (wish.kinds | (SWAPS if wish.kinds & SWAPS else frozenset())):
            return f"no, that's not what I asked for. {self._voice.wish(wish)}"
        if wish.order and numbers and wish.order not in numbers:
            return f"that's the wrong order, I mean {say('order', o=wish.order)}"
        if street[:1].isdigit() and norm(street.split(",")[0]) not in text:
            return f"the address is wrong, it should be {street}"
        paid = kinds & (PAID - {Kind.CANCEL}) and pays and wanted and wanted not in pays
        return self._wrong_item(wish, card, text) or (f"please use my {wanted} instead" if paid else "")

    def _wrong_item(self, wish: Wish, card: CardShown, text: str) -> str:
        goods = r"(?i)item|product|article|(?:return|exchange|change|modify)$"
        rows = [value for label, value in card.rows if re.search(goods, label)]
        items, say = [norm(re.split("[,:]", row)[0]) for row in rows], self._voice
        for thing in wish.things:
            few = 0 < items.count(norm(thing[0])) < [one[0] for one in wish.things].count(thing[0])
            if items and (few or not set(norm(thing[0]).split()) <= set(text.split())):
                return (
                    f"you forgot {' and '.join(say.item(one, full=True) for one in wish.things if one[0] == thing[0])}"
                )
            if not becomes(thing, rows, text):
                return f"for {say.item(thing, full=False)} I wanted {say.want(thing[2])}"
        for kept in re.findall(r"(?:except|but not|other than|keep)(?: for)?(?: the| my)? ([\w ]+)", wish.words):
            if not wish.kinds & SWAPS and any(word in " ".join(items).split() for word in norm(kept).split()[:2]):
                return f"not the {' '.join(kept.split()[:2])}. {say.wish(wish)}"
        known = norm(self._goal.text if wish.words else " ".join(thing[0] for thing in wish.things))
        stems = "|".join(word.rstrip("s.") for word in known.split() if len(word) > 3)
        strangers = [item for item in items if not re.search(rf"(?:{stems})|\b(?:bed|mat)\b", item)]
        loose = wish.words and (wish.order or re.search(r"\b(?:all|everything|both|items?|things|whole)\b", wish.words))
        return f"I didn't say anything about the {strangers[0]}" if strangers and not loose else ""

    def _best_choice(self, wish: Wish, choices: tuple[str, ...]) -> int:  # from 1; 0 if none fits best
        words = {word for word in norm(f"{wish.words} {wish.address}").split() if len(word) > 2}
        pay, reason, scores = wish.pay or self._goal.pay, wish.reason or self._goal.reason, []
        for label in choices:
            kinds, numbers, why = kinds_in(label), re.findall(r"\d{7}", label), reason_in(label)
            score = len(words & set(norm(label).split())) + thing_score(wish.things, label, bool(numbers))
            score += (5 if wish.order in numbers else -9) if wish.order and numbers else 0
            score += (3 if pay_words(label) == pay else -2) if pay_words(label) else 0
            score += (6 if (why == reason if why else kinds & wish.kinds) else -9) if why or kinds else 0
            scores.append(-9 if re.search(r"(?i)something else|person|human|colleague|none of", label) else score)
        top = scores.index(max(scores))
        return top + 1 if scores[top] > 1 and scores.count(scores[top]) == 1 else 0

    def _change(self, words: str) -> str:
        (at, wish), self._stuck = self._open[0], 0
        instead = not wish.words or re.search("only|instead|whole|entire|cancel", words)
        kinds = kinds_in(words) - ({Kind.RETURN} if "refund" in words else set()) or wish.kinds
        wish = replace(wish, kinds=kinds, words=words if instead else f"{wish.words}. {words}", things=())
        self._open[0] = (at, replace(wish, pay=pay_words(words) or wish.pay))
        if re.search(r"\bkeep\b(?!ing)|not exchange|^no ", words):
            self._close()
        return f"{self._voice.say('change')} {words}"

    def _close(self) -> None:
        self._open, self._told, self._stuck, self._objections = self._open[1:], max(0, self._told - 1), 0, 0
        self._heard.clear()

    def _move_on(self, first: str = "next") -> str | None:
        self._over = len(self._open) < 2
        self._close()
        if self._over:
            return self._voice.say("bye") if self._voice.rng.random() < 0.7 else None
        line = self._voice.wish(self._open[0][1]) if self._told else self._tell()
        return f"{self._voice.say(first)} {line}".strip()


def becomes(thing: Thing, rows: list[str], text: str) -> bool:
    rows = [row for row in rows if "→" in row and set(norm(thing[0]).split()) <= set(norm(row).split())]
    full = [norm(value) for value in (dict(thing[1]) | dict(thing[2])).values()]
    exact = any(all(f" {value} " in f" {norm(row.split('→')[1])} " for value in full) for row in rows)
    return exact if rows else all(f" {norm(v)} " in f" {text} " for _, v in thing[2] if v not in {"yes", "no", "none"})


def thing_score(things: tuple[Thing, ...], label: str, order: bool) -> int:
    words = f" {norm(label)} "
    fits = [one for one in things if not order and set(norm(one[0]).split()) <= set(words.split())]
    now = [all(f" {norm(value)} " in words for _, value in one[1]) for one in fits]
    then = [all(f" {norm(v)} " in words for v in (dict(one[1]) | dict(one[2])).values()) for one in fits if one[2]]
    return 0 if not fits else 9 if any(then) or (any(now) and len(things) == 1) else -9


def table(text: str) -> dict[str, list[str]]:
    lines: dict[str, list[str]] = {}
    for key, _, line in (row.partition(": ") for row in re.split(r"\n| //", text.strip("\n"))):
        lines.setdefault(key, []).append(line)
    return lines


# A line of a key is chosen, then a way through [this|that]; ~ begins. {i} items, {x} what they become, {r} reason.
PHRASES = table("""
~: [I want to|I'd like to|I need to|I would like to|I was hoping to|can you|could you|can you please|could you please]
cancel: [~ cancel {o}{r}|cancel {o} [please|pls|]{r}|[please|can you] stop {o}{r}|I don't want {o}, cancel it{r}]
return: [~ return {i} from {o}{p}|~ send back {i}, {o}{p}|[return|returning] {i} [please|], {o}{p}] //I want to : ~
return: [my {o} arrived but [I need to return|I want to give back] {i}{p}|I'd like my money back for {i}, {o}{p}]
exchange: [~ exchange {x} in {o}{p}|~ swap {x} from {o}{p}|[exchange|swap] {x} [please|], {o}{p}]
modify: [~ change {x} in {o}{p}|~ modify {x}, {o}{p}|[change|switch] {x} [please|], {o}{p}] //I want : [I want|I'd like]
order_address: [~ change the [shipping|delivery|] address of {o} to {a}|~ have {o} sent to {a}|[send|ship] {o} to {a}]
payment: [~ pay for {o} with my {p}|~ change the payment [method|] of {o} to my {p}|~ switch the payment for {o} to {p}]
vague order: [an order|one of my orders|my order] //zip: [zip {z}|zip code {z}|my zip code is {z}|{z}|zip is {z}]
vague address: [another address|a different address] //with pay: [use my|put it on my|money to my|via my|with my] {p}
order: [order #W{o}|#W{o}|order W{o}|W{o}|order number #W{o}|my order #W{o}|order {o}|order no. W{o}]
want: [one with {w}|the same one but {w}|{w}|the {w} one|{w}, rest the same] //pay: [my {p}|{p}|{p} please|use my {p}]
same: [the same one again|another one exactly like it|an identical one] //change: [actually|wait,|hm,|in that case|then]
I want to know : [I want to know|can you tell me|could you tell me|I'd like to know|please tell me|tell me]
no longer needed: [I no longer need it|I don't need it anymore|no longer needed]
ordered by mistake: [I ordered it by mistake|it was a mistake|ordered by mistake|I ordered that by accident]
identity: [I'm {n}|my name is {n}|{n} here|{n}|it's {n}] //email: [my email is {e}|{e}|email: {e}|it's {e}]
no email: [I don't remember my email|not sure which email I used] //ok: [ok, then|alright,|fine, then|ok,|I see, so|]
no order: [I don't have the order number|I don't know the order number|don't remember the number]
look: [it's in my profile|you have it in one of my orders|it's on file] //hello: [hi|hello|hey|hi there|good morning]
yes: [yes|yes please|yep, go ahead|yes, that's right|sure|ok go ahead] //lost: [what I mean is,|again:|I said,|sorry:]
bye: [no, that's all, thanks|that's everything, thank you|nothing else, bye|all good, thanks|no thanks, that was all]
next: [next thing,|also|one more thing,|then|and|next,|besides that,] //rest: [and the rest?|what about the rest?]
hurry: [so can you do that?|ok, so what now?|can you do it please?|hello? can you help with this?|and?]
any pay: [the original payment method|same as I paid with]
""")


class Voice:
    def __init__(self, seed: str) -> None:
        self.rng = random.Random(seed)

    def say(self, key: str, **slots: str) -> str:
        frame = f"[{self.rng.choice(PHRASES[key])}]"
        while "[" in frame:
            frame = frame.replace("~", self.rng.choice(PHRASES["~"]), 1)
            frame = re.sub(r"\[([^\[\]~]*)\]", lambda found: self.rng.choice(found[1].split("|")), frame)
        return re.sub(r" +([,.?:;!]|$)", r"\1", re.sub(r" +", " ", frame.format(**slots))).strip(" ")

    def item(self, thing: Thing, *, full: bool) -> str:
        name = thing[0] if self.rng.random() < 0.3 else thing[0].lower().replace("led ", "LED ")
        words = said(thing[1])
        looks = [value for key, value in thing[1] if key in {"color", "material", "type"} and value != "none"]
        ways = [f"the {name} ({', '.join(words)})", f"the {name} with {' and '.join(words)}"]
        ways += [f"the {name}, {', '.join(words)},", f"the {' '.join(looks)} {name}" if looks else f"the {name}"]
        return self.rng.choice(ways) if full and words else f"the {name}"

    def want(self, want: Pairs) -> str:
        return self.say("want", w=self.rng.choice([", ", " and "]).join(said(want))) if want else self.say("same")

    def wish(self, wish: Wish, *, vague: bool = False) -> str:
        if wish.words:
            start = r"(?:^|(?<=\. ))I want (?:to (?:know )?)?"
            return re.sub(start, lambda found: f"{self.say(found[0])} ", wish.words, count=1)
        kind, hides = min(wish.kinds), vague or self.rng.random() < 0.4
        things = [self.item(thing, full=not vague) for thing in wish.things]
        swaps = [f"{item} {self.rng.choice(['to', 'for'])} " for item in things]
        swaps = [words + self.want(thing[2]) for words, thing in zip(swaps, wish.things, strict=True)]
        slots = {
            "o": self.say("vague order") if vague else self.say("order", o=wish.order),
            "i": " and ".join(things),
            "x": "something" if vague else "; ".join(swaps),
            "p": wish.pay if kind is Kind.PAYMENT or not wish.pay else f", {self.say('with pay', p=wish.pay)}",
            "a": self.say("vague address") if vague or not wish.address else self.rng.choice(wish.address),
            "r": f", {self.say(wish.reason)}" if wish.reason else "",
        }
        return self.say(kind, **(slots | ({"r": "", "p": slots["p"] * (kind is Kind.PAYMENT)} if hides else {})))


def said(pairs: Pairs) -> list[str]:
    lines = []
    for key, value in pairs:
        noun = re.sub(r" (?:color|material|type)$", "", key).replace("compatibility", "compatible")
        said_so = value if hits("plain", key) else f"size {value}" if key == "size" else f"{value} {noun}"
        no = f"not {noun}" if key == "waterproof" else f"no {noun}"
        lines.append({"yes": noun, "no": no, "none": no, "not resistant": no}.get(value, said_so))
    return lines


def pay_words(text: str) -> str:
    cards = r"credit.?card|\b(?:visa|mastercard|amex|discover)\b|american express|\bcard ending"
    found = re.search(rf"(?i)(gift.?card|\bgc\b|(?:website|store) credit)|(paypal)|{cards}", text)
    return "" if not found else "gift card" if found[1] else "PayPal" if found[2] else "credit card"


def misspell(rng: random.Random, line: str) -> str:
    if not (words := list(re.finditer(r"(?<![\w@.#'-])[a-z]{4,}(?![\w@'-]|\.\w)", line))):
        return line
    found = rng.choice(words)
    at = rng.randrange(found.start() + 1, found.end() - 1)
    one, two, rest = line[at], line[at + 1], line[at + 2 :]
    wrong = [line[:at] + pair + rest for pair in (two + one, one + one + two, one)]
    return rng.choice([other for other in wrong if other != line])


CUES = table(r"""
?email: e-?mail //?name: (?:your|full|first|last|and) name|name and|\bzip|post(?:al)? ?code|who (?:am i|are you)
?order: (?:which|what) (?:of your |one of your )?orders?\b|order (?:number|id|no)\b //?reason: reason|\bwhy\b
?item: (?:which|what) (?:of (?:the|these|your) )?(?:items?|products?|things?|one|article)\b|items? (?:would|do) you
?pay: pay(?:ment)?\b|refund(?:ed)? (?:to|go)|which card|charged?\b //?address: (?<!mail )address\b //if confirm: confirm
?variant: (?:which|what) (?:\w+ )?(?:options?|variants?|colou?r|size|version|material|kind)|options? (?:would|do) you
?variant: exchange (?:it|them)? ?(?:for|to)|new (?:item|option|one)|like (?:it )?(?:instead|to be)|what should it
?confirm: confirm|proceed|go ahead|shall i|should i|do you want me|would you like (?:me )?to|\byes\b //if name: zip
?confirm: (?:is|are) (?:that|this|you) (?:right|correct|sure) //if other: ^(?:once|after)\b //if variant: which
?more: (?:any|some)thing else|else (?:i )?can|what else|other (?:question|request) //if order: order id|double check
lost: (?:n't|not|not sure i) (?:quite )?(?:understand|get|catch|follow)|rephrase|other words|not (?:quite )?sure what
lost: plain sentence|not understood|again\?|(?:how|what) (?:can|may) (?:i|we) (?:help|do)
not now: (?:not|n't|never) want to cancel
refused: cannot|can't|can not|not able|unable|n't possible|not (?:possible|allowed|available)|no longer possible
refused: only [\w ]+ can be|out of stock|unfortunately|sorry, but|couldn't|won't //if reason: reason
done: \bdone\b|ha(?:s|ve) been|(?:is|are) now|all set|complete|is cancelled|went through|requested
done: i(?:'ve| have) (?:cancel|return|exchang|chang|modif|updat|submitt) //if pay: asks? for payment|payment.* method
if refused: not (?:possible|available)|impossible|cannot|can't|unable|n't (?:work|allow)|no (?:way|exact)|refuses
if refused: there (?:is|are) no\b|any issues|if not\b|can only|isn't //is cancel: cancel|not receive|remove|call off
silent: ^\W*make sure|\b(?:reveal|mention|emphasi[sz]e|do not (?:share|end)|be (?:insistent|polite|initially))\b
silent: complain|try (?:your|to (?:see|get|make|figure))\b|item id is|not familiar|sound very natural|share this with
wanting: \b(?:cancel\w*|return|exchange\w*|modify|change|switch|swap|undo|upgrade|refund|adjust|to know|check|ask)\b
wanting: wonder|remove|inquire|no longer need|not receive|correct all|tracking|transfer|unsubscribe|can help
aside: the refund\b|decide to get|prefer.*(?:paypal|card|payment)|(?:paypal|card|payment).*prefer
is return: return|refund|(?:send|money|takes?) back //is own: default|user|profile|account|my address
is altering: modif|chang(?:e|ing)\b(?! my mind)|switch|adjust|update //is payment: payment|pay with|paid with
is swap: exchange|swap|replac|upgrade|trade|new pair //liked: refund (?:to|on|via)
plural: \borders\b|\b(?:all|every|both)\b(?!.*\bin (?:it|the order)\b)|address.* and .*address
is address: address|ship to|deliver to|where it goes //is order: order|ship|deliver|pending
no longer needed: no longer need|(?:don't|not) need //ordered by mistake: (?:by|some) mistake|accident
plain: ^(?:color|material|type|style|features|capacity|resolution|length|height|pressure|piece count)$
plain: ^(?:tilt mechanism|output|brand|gender|bagged.bagless|cover type|connectivity)$
acts: \b(?:cancel|return|refund|exchange|modify|change)\b //liked: prefer|use (?:the|your)|to get|payment
more of it: same order|(?:return|exchange) it\b(?! for)|the (?:exchange|return|current)\b|ensure|refund|my goal|the item
""")


def hits(key: str, text: str) -> bool:
    return any(re.search(line, text.lower()) for line in CUES.get(key, ()))


def cues_in(text: str) -> frozenset[Cue]:
    text = text.replace("\u2019", "'")
    request = r"(?i)\?|please|\b(?:tell|give|provide|need|enter|choose|type|which|let me know|could you)\b"
    asking = " ".join(part for part in re.split(r"(?<=[.!?:])\s+|\n", text) if re.search(request, part))
    return frozenset(cue for cue in Cue if hits(f"?{cue}", asking) or hits(cue, text))


def norm(text: str) -> str:
    return re.sub(r"[^a-z0-9.% ]", "", text.lower().replace("/", " "))


def deeds(card: CardShown) -> Kinds:
    rows = " ".join(f"{label} {value}" for label, value in card.rows)
    of_order = hits("is order", f"{card.title} {rows}") or re.search(r"W\d{7}", rows)
    for text in (card.title, rows):
        for group in (BACK - {Kind.RETURN}, ADDRESSES, frozenset({Kind.PAYMENT}), SWAPS, BACK):
            if hit := kinds_in(text) & group:
                hit = BACK if group == BACK and "return" not in text.lower() else hit
                return ADDRESSES if hit == {Kind.ORDER_ADDRESS} and not of_order else hit
    return frozenset()


def reason_in(text: str) -> str:
    return next((reason for reason in ("ordered by mistake", "no longer needed") if hits(reason, text)), "")


def kinds_in(text: str) -> Kinds:  # name the kinds of wish or deed that a text may speak of; empty if it speaks of none
    kinds = {kind for kind in BACK if hits(f"is {kind}", text)}
    kinds = kinds or (set(BACK) if reason_in(text) == "no longer needed" else kinds)
    altering, own = hits("is altering", text), hits("is own", text)
    if hits("is address", text):
        kinds |= {Kind.USER_ADDRESS} if own else {Kind.ORDER_ADDRESS}
        kinds |= {Kind.ORDER_ADDRESS} if hits("is order", text) else set()
    elif altering and hits("is payment", text) and "item" not in text.lower():
        kinds.add(Kind.PAYMENT)
    elif altering or hits("is swap", text):
        kinds |= SWAPS
    return frozenset(kinds)


class Goal:
    """All that the customer knows and wants, read from its instruction; no other key of the task is touched."""

    def __init__(self, task: Mapping[str, object]) -> None:
        found = task["user_scenario"] if "user_scenario" in task else task["instruction"]
        found = found["instructions"] if isinstance(found, Mapping) else found
        if isinstance(found, Mapping):
            keys = ("known_info", "unknown_info", "reason_for_call", "task_instructions")
            who, unknown, wants, self.manner = (str(found.get(key) or "") for key in keys)
            who = f"{who} {unknown}"
        else:
            persona = re.search(r"\bYou(?: are|'re) [^.]*\.|$", str(found))
            who, self.manner, wants = str(found).partition(persona[0] if persona and persona[0] else "\0")
        self.text = f"{who} {wants} {self.manner}"
        named = re.findall(r"(?:name is|are|'re|called) (?:user )?([A-Z][a-z]+(?: [A-Z][a-z]+)?)", who)
        named += [" ".join(pair).title() for pair in re.findall(r"\b([a-z]+)_([a-z]+)_\d+", who)]
        self.name, self.reason = max(["me", *named], key=len), reason_in(self.text) or "no longer needed"
        self.emails = list(dict.fromkeys(re.findall(r"[\w.+-]+@[\w-]+\.[a-z]+", who)))
        zips, orders = (re.search(f"asked for {what}.*", self.text, re.DOTALL) for what in ("your zip", "order ID"))
        self.zips = re.findall(r"\b\d{5}\b", zips[0]) if zips else re.findall(r"\b\d{5}\b", who)[-1:]
        self.orders = re.findall(r"\b\d{7}\b", orders[0]) if orders else []
        liked = [pay_words(part) for part in sentences(wants) if hits("liked", part) and "#W" not in part]
        self.pays = {pay_words(part) for part in re.split(r"[ ,.]+(?=or |but |credit|paypal|gift|gc)", wants.lower())}
        self.pay, self.wishes, self.rules = next(filter(None, liked), ""), list[Wish](), list[Rule]()
        starts = r"(?=\bFor (?:order )?#W\d|\bReturn #W\d|\b[Cc]ancel order #W)"
        for part in re.split(starts, wants if wants.strip() else who):
            if not self._regular(part):
                self._prose(part)
        self.rules += [rule for part in sentences(self.manner) if (rule := rule_in(part, -1))]
        moved = {wish.order: wish.pay for wish in self.wishes if wish.kinds == {Kind.PAYMENT}}
        self.wishes = [replace(one, pay=one.pay or moved.get(one.order, "")) for one in self.wishes]

    def _regular(self, part: str) -> bool:
        numbers, name = re.findall(r"#W(\d{7})", part), r"([A-Z][\w/-]*(?: [A-Z][\w/-]*)*)"
        wish, kind = Wish(frozenset(), order="".join(numbers[:1]), pay=pay_words(part)), None
        swaps = re.findall(name + r" (\{[^}]*\}) to (?:one with[^{]*)?(\{[^}]*\})", part)
        if address := re.search(r"change (?:the )?address to (\{[^}]*\}|be the same as order)", part):
            fields = dict(pairs(address[1])) if address[1].startswith("{") else {}
            lines = [fields[key] for key in ("address1", "address2", "city", "state", "zip") if fields.get(key)]
            like = [f"the same address as order #W{numbers[-1]}"] if numbers[1:] and numbers[-1] != numbers[0] else []
            kind, wish = Kind.ORDER_ADDRESS, replace(wish, address=tuple(([", ".join(lines)] if lines else []) + like))
        elif numbers and "change payment to" in part:
            kind = Kind.PAYMENT
        elif numbers and swaps:
            things = tuple((item, pairs(have), pairs(want)) for item, have, want in swaps)
            kind, wish = Kind.MODIFY if "modify" in part else Kind.EXCHANGE, replace(wish, things=things)
        elif part.startswith("Return #"):
            goods = re.findall(name + r"(?: (\{[^}]*\}))?;", part.partition(":")[2])
            kind, wish = Kind.RETURN, replace(wish, things=tuple((item, pairs(have), ()) for item, have in goods))
        elif because := re.search(r"ancel order #\S+ because (?:you )?(no longer need|ordered by mistake)", part):
            kind, wish = Kind.CANCEL, replace(wish, reason=reason_in(because[1]))
        self.wishes += [replace(wish, kinds=frozenset({kind}))] if kind else []
        return kind is not None

    def _prose(self, text: str) -> None:
        context = ""
        for sentence in sentences(text):
            told = re.sub(r"^(?:Tell the [\w ]*agent that|Express \w+ in the \w+ and that) ", "", sentence)
            told, *regrets = re.split(r",? but (?=.*change your mind)|^In the end (?=decide)", told)
            acts, rule = hits("acts", told), rule_in(told, len(self.wishes) - 1)
            dull = hits("silent", told) or (self.wishes and hits("aside", told) and not acts) or len(told.split()) < 4
            if rule and (rule[0] is not Cue.OTHER or not acts):
                self.rules.append(rule)
            elif rule and self.wishes and re.search(r"(?i)\b(?:it|same item)\b", told):
                self.wishes[-1] = replace(self.wishes[-1], words=f"{self.wishes[-1].words}. {rule[1]}")
            elif rule:
                self.wishes.append(wish_in(rule[1], context))
            elif not dull and (hits("not now", told) or not hits("wanting", told) or ("accident" in told and not acts)):
                context = f"{context} {first_person(told)}.".strip()
            elif not dull:
                self._split(told, context)
                context = ""
            self.rules += [(Cue.CONFIRM, first_person(part), len(self.wishes) - 1) for part in regrets]
        if len(context.split()) > 6 and not self.wishes:
            self._add(wish_in(context, ""))

    def _split(self, sentence: str, context: str) -> None:
        wanting, kept = r"you(?:'d| would)?(?: also)? (?:want|like|wish|need|prefer) |(?:you )?(?:to )?(?:also )?", ""
        wanting += r"(?:cancel|return|exchange|modify|change|know)\b"
        for part in re.split(rf"(?:,? and |, |; )(?:then |also |lastly,? |finally,? )*(?={wanting})", sentence):
            kept = f"{kept}, {part}".strip(", ")
            if hits("wanting", part) and "accident" not in part:
                self._add(wish_in(first_person(kept), context))
                kept = context = ""
        if kept:
            self._add(wish_in(first_person(kept), context))

    def _add(self, wish: Wish) -> None:
        last = self.wishes[-1] if self.wishes and self.wishes[-1].words else None
        mates = last and wish.kinds & last.kinds & SWAPS and last.order and not wish.order
        if last and last.words[:26] == wish.words[:26]:
            self.wishes[-1] = wish
        elif last and ((wish.kinds & last.kinds and hits("more of it", wish.words)) or not wish.kinds or mates):
            self.wishes[-1] = replace(last, words=f"{last.words}. {wish.words}")
        else:
            self.wishes.append(replace(wish, kinds=wish.kinds or frozenset({Kind.ASK})))


def pairs(literal: str) -> Pairs:
    return tuple((str(key), str(value)) for key, value in ast.literal_eval(literal or "{}").items())


def sentences(text: str) -> list[str]:
    text = re.sub(r"\{[^}]*\}", lambda found: ", ".join(said(pairs(found[0]))), re.sub(r"\s+", " ", text))
    text = re.sub(r" *\([^()]*(?:reveal|share|mention|the agent)[^()]*\)", "", text)
    text = re.sub(r" \((?!#)([^()]*[^().])\.?\)", r", \1", text)
    parts = re.split(r"(?<=[.!?;])\s+|,? (?:and|but) (?=(?:if|when) (?:the agent|that|not|it) )", text)
    return [part.strip(" .;") for part in parts if len(part.split()) > 1]


def wish_in(words: str, context: str) -> Wish:
    number, low = re.search(r"\bW?(\d{7})\b", f"{words} {context}"), words.lower()
    asks = r"to know\b|tell me|\bcheck\b|wonder(?! if i can)|tracking|how m(?:uch|any)|total price"
    kinds = kinds_in(f"{words} or cancel" if "refund" in low and "return" not in low else words)
    kinds = frozenset({Kind.ASK}) if re.search(asks, low) and "correct" not in low else kinds
    return Wish(
        kinds, f"{context} {words}".strip(), number[1] if number else "", reason=reason_in(f"{context} {words}")
    )


def rule_in(sentence: str, of: int) -> Rule | None:
    start = r"(?i)(?:and |but |lastly,? |also )*((?:if|when|once|before|after the)\b.*?)"
    acts = "cancel|return|get|ask|tell|mention|say|proceed|using|decide|do not|provide|transfer|confirm|see|also"
    no_comma = r"you(?:'d|'re)? (?:want|would|prefer)|just (?:return|cancel|keep)"
    found = re.match(rf"{start}(?:, (?=(?:you|then|just|only|no|the|it|{acts})\b)|,? (?={no_comma}))(.*)", sentence)
    if not found:
        return None
    when = next((cue for cue in (Cue.OTHER, Cue.CONFIRM, *Cue) if hits(f"if {cue}", found[1])), Cue.OTHER)
    tell = r"(?:you )?(?:not )?(?:say|mention|provide|tell (?:the agent|it|them))"
    lead = rf"(?i)^(?:then |just |only if |do )?{tell}(?: yes immediately, because)?(?: that| to)? |initially|^then "
    words = re.sub(r".*(?:human|supervisor|representative).*", "please let me talk to a person", found[2])
    words = first_person(re.sub(lead, "", words))
    words = f"{first_person(found[1])}, {words}" if when is Cue.OTHER and not hits("if other", found[1]) else words
    return Cue.ORDER if "'W'" in words or words[-5:].isdigit() else when, words, of


TURNS = table(r"""
the (?:customer service )?agent: @ //\byou (?:(?:first|then|initially|also|would|want|to) )*(?:ask|inquire): you ask
\byou ask(?:\s@)?(?= what| how| which| if| about): can @ tell me //\b(?:you )?ask @ to\b: please //ask @: tell me
@ (?:doesn't|does not)\b: @ don't //@ has\b: @ have //@ (\w+?)s\b: @ \1 //threaten to: I want to //\byour\b: my
\b(for|to|saves|with|tell|give|at|of|help|subscribe) you\b(?! (?:want|are|have|can|need)): \1 me
\byou(?:\sare|'re)\b: I'm //\byou were\b: I was //\byourself: myself //\byou\b: I //@(?!\w): you
\b(?:item (?:id|number) )?\d{10}\b: the one I looked at //paypal_\d+: PayPal //(credit|gift)_card_\d+: my \1 card
^to\b: I want to //^know\b: I want to know //^[ ,]*(?:(?:also|lastly|finally|first|but|and|in the end)\b[, ]*)+
""")


def first_person(text: str) -> str:
    for found, (instead, *_) in TURNS.items():
        text = re.sub(found, instead, text, flags=re.IGNORECASE)
    return text.strip(" .,;{}")
