"""The bound in force follows the labels, looks for them seldom, and reads them only when there are new ones."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from earnest.assistant.bound import Label, LabelSource, labels_of, standing
from earnest.assistant.bound_in_force import LOOK_SECONDS_MIN, BoundInForce, KeptLabels
from earnest.domain.labels import Judged
from earnest.domain.time import SECOND, SimulatedClock

NEEDED = 149


@dataclass
class Kept:
    """Labels in memory, and how often they were looked at."""

    clock: SimulatedClock = field(default_factory=SimulatedClock)
    labels: list[Judged] = field(default_factory=list)
    marked: int = 0
    read: int = 0

    def mark(self) -> int:
        self.marked += 1
        return len(self.labels)

    def judged(self) -> list[Judged]:
        self.read += 1
        return self.labels

    def know(self, count: int, *, right: bool = True) -> None:
        start = len(self.labels)
        self.labels += [Judged(f"D-{start + n}", "desk_audit", "refund", 99, right=right) for n in range(count)]

    def bound(self, *held_back: Label) -> BoundInForce:
        return BoundInForce(held_back, known=KeptLabels(self.mark, self.judged, self.clock))


def test_a_house_without_labels_goes_by_its_examples_alone() -> None:
    examples = [Label(LabelSource.HELD_BACK, "refund", 99, right=True)] * NEEDED

    assert BoundInForce(examples).accepts("refund", 0.99)
    assert not BoundInForce().accepts("refund", 1.0)


def test_new_labels_are_in_force_after_at_most_a_look() -> None:
    kept = Kept()
    bound = kept.bound()
    kept.know(NEEDED)

    at_first = bound.accepts("refund", 0.99)
    kept.know(8, right=False)
    too_soon = bound.accepts("refund", 0.99)
    kept.clock.move(LOOK_SECONDS_MIN * SECOND)
    later = bound.accepts("refund", 0.99)

    assert (at_first, too_soon, later) == (True, True, False)


def test_labels_are_read_only_when_there_are_new_ones_and_looked_for_seldom() -> None:
    kept = Kept()
    bound = kept.bound()

    for _ in range(100):
        bound()
        kept.clock.move(SECOND)

    assert kept.read == 1
    assert kept.marked <= 100 / LOOK_SECONDS_MIN + 1


@given(st.lists(st.tuples(st.integers(1, 200), st.booleans()), max_size=6))
def test_the_bound_in_force_is_that_of_all_labels_together(steps: list[tuple[int, bool]]) -> None:
    kept = Kept()
    example = Label(LabelSource.HELD_BACK, "stock", 95, right=False)
    bound = kept.bound(example)

    for count, right in steps:
        kept.know(count if right else 1, right=right)
        bound()
        kept.clock.move(LOOK_SECONDS_MIN * SECOND)

    assert bound() == standing([example, *labels_of(kept.labels)])
