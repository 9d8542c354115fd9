"""Any history, purpose, age, sureness and region: what is seen, and what may leave, is what a plain table allows."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.consent.brand import data_map
from tests.consent.leaks import NOW, SHAPES, SUBJECT, Shape, assert_absent, grants, planted
from tests.consent.test_leaks import look, serialised

from earnest.consent.fold import fold
from earnest.domain.consents import ConsentEvent
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.regions import Target, Way

REGIONS = ("DE", "FR", "NO", "US", "EU", "EEA")
LIES_IN = {
    "DE": {"DE", "EU", "EEA"},
    "FR": {"FR", "EU", "EEA"},
    "NO": {"NO", "EEA"},
    "US": {"US"},
    "EU": {"EU", "EEA"},
    "EEA": {"EEA"},
}
"""Written out by hand, so that it does not repeat the code's mistakes; so is `live`."""

MAP = data_map()
regions = st.sampled_from(REGIONS)
said = st.tuples(st.sampled_from(Purpose), st.sampled_from(ConsentState), st.sampled_from([0, NOW - 1, NOW, NOW + 1]))


def live(history: list[tuple[Purpose, ConsentState, int]], purpose: Purpose) -> bool:
    mine = [(state.value, until) for asked, state, until in history if asked is purpose]
    state, until = mine[-1] if mine else ("nothing said", 0)
    over = until != 0 and until <= NOW
    if purpose.value in {"memory.profile", "personalise.predict", "marketing.direct", "train.model"}:
        return state in {"given", "renewed"} and not over
    if purpose.value in {"security.fraud", "improve.quality", "measure.aggregate"}:
        return state in {"nothing said", "given", "renewed", "requested", "deferred", "expired"}
    return True


@settings(max_examples=300)
@given(
    st.lists(said, max_size=12),
    st.sampled_from(Purpose),
    st.sampled_from(SHAPES),
    st.lists(regions, max_size=3),
    st.none() | regions,
)
def test_what_is_seen_and_what_leaves_is_what_a_plain_table_allows(
    history: list[tuple[Purpose, ConsentState, int]],
    purpose: Purpose,
    shape: Shape,
    allowed: list[str],
    region: str | None,
) -> None:
    events = [
        ConsentEvent(seq, SUBJECT, asked, state, NOW - 99 + seq, expires_at=until)
        for seq, (asked, state, until) in enumerate(history, 1)
    ]
    targets = () if region is None else (Target(Way.MAIL, region, "Post"),)
    the_map = replace(MAP, regions=tuple(allowed), targets=targets)
    rows, markers = planted(the_map, shape)

    looks = look(the_map, rows, fold(events, NOW))
    seen = b"\n".join(serialised(one) for kind in rows for one in looks.records(kind, purpose))
    left = seen if the_map.stay(Way.MAIL) is None else b""

    mine = {key for key in markers if live(history, purpose) and grants(the_map, key, purpose, shape)}
    for key in mine:
        assert markers[key].encode() in seen
    assert_absent([marker for key, marker in markers.items() if key not in mine], {"seen": seen})
    assert {(used.source, used.field, used.purpose) for used in looks.used} == {(*key, purpose) for key in mine}
    may_leave = region is not None and bool(LIES_IN[region] & set(allowed))
    assert left == (seen if may_leave else b"")
