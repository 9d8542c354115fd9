"""The page about obligations, made from the rows."""

from collections.abc import Collection, Iterator, Sequence

from earnest.govern.obligations import Obligation

_HEAD = """\
# What the law asks, and how Earnest shows it

Each row is data in `src/earnest/govern/obligations.yaml`; this page is made from it by
`python -m tools.write_obligations > docs/obligations.md`, and a test compares the two. It is no legal advice.

`earnest report obligations` tells how each row stands for a brand: **met** (its reports found nothing wrong), **not
met** (a report found something, and names it), **cannot tell** (nothing of the kind has happened yet), or **open**
(something is missing, as the last column says). `earnest report NAME` prints one report whole; `--json` gives plain
values, `--since DAY` counts from a day on. Figures about colleagues are shown for groups of five or more;
`--group-min N` asks for larger groups, and smaller ones turn their row red.

`earnest report breach-scope --source SOURCE --since DAY --until DAY` counts whom a breach of a source in that time
would concern: how many people, which fields and purposes, which decisions and looks, and whether the assistant,
colleagues, the people themselves or the house saw them. It names nobody and leaves out what is erased or past its time;
without a source and days it counts all that is kept. `earnest uses` with the same options names people and decisions.

| law | what must be done | how | reports | open |
|---|---|---|---|---|
"""


def page_of(obligations: Sequence[Obligation], built: Collection[str]) -> str:
    """The page in Markdown.

    Args:
        obligations: the rows.
        built: names of the reports that exist; others are marked as not built.
    """
    return _HEAD + "".join(f"{line}\n" for line in _lines(obligations, built))


def _lines(obligations: Sequence[Obligation], built: Collection[str]) -> Iterator[str]:
    for one in obligations:
        reports = ", ".join(f"`{name}`{'' if name in built else ' (not built)'}" for name in one.reports)
        yield f"| {one.law} | {one.must} | {one.by} | {reports} | {one.open} |"
