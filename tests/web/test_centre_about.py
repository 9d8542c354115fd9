"""What is kept in general, for everybody to read: what the data map names, and what the house keeps, with times."""

import pytest
from tests.web.made import Served

from earnest.domain.preferences import LIFETIMES
from earnest.domain.time import DAY
from earnest.kept import kept_here
from earnest.own_data import OwnData
from earnest.store.retaining import Kept, Times


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_class_of_what_is_kept_is_told_in_words_with_its_time(server: Served, language: str) -> None:
    told, data_map = OwnData(server.house).teller(language).told, server.house.brand.data_map
    times = Times(conversation_days=111, record_days=222, counter_days=333, visitor_days=44)

    found = kept_here(told, data_map, times)

    names = {one.value for one in Kept} | {"preferences"}
    said = [(one.what, one.why, *one.kept) for one in found]
    assert len(found) == len(names)
    assert not any(text.strip("0 ") in names for texts in said for text in texts), "a class has no words of its own"
    assert all(any(str(days) in text for texts in said for text in texts) for days in (111, 222, 333, 44))
    assert [str(lasts // DAY) in " ".join(said[3]) for lasts in LIFETIMES.values()] == [True] * len(LIFETIMES)


def test_the_page_tells_the_times_of_this_very_house_and_one_day_is_not_days(server: Served) -> None:
    page = server.client().get("/privacy/about").text
    german = server.client().get("/privacy/about?language=de").text
    told = OwnData(server.house).teller("en").told

    assert f"{server.house.times().conversation_days} days after it was last changed" in page
    assert f"{server.house.times().record_days:,} Tage".replace(",", ".") in german
    assert told.say("privacy-kept-for", unit="years", count=1) == "1 year"
    assert told.say("privacy-own-kept", name="counter", count=1) == "1 day"
