"""What figures are held to."""


def against(value: float, aim: float, baseline: float | None = None, *, at_least: bool = False) -> dict[str, object]:
    """A figure beside what it is held to and, where there is one, its baseline of the same run.

    Args:
        value: what was measured.
        aim: at most so much, or `at_least` so much.
        baseline: the same without what is measured.
        at_least: whether more is better.
    """
    digits = 0 if at_least else 3
    found: dict[str, object] = {"figure": round(value, digits)}
    if baseline is not None:
        found |= {"baseline": round(baseline, digits), "ratio": round(value / baseline, 3)}
    return found | {"aim": aim, "met": value >= aim if at_least else value <= aim}
