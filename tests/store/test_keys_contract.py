"""The key that wraps all others is exchanged while the house serves; nothing is lost at any point."""

from pathlib import Path

import pytest
from tests.store.made import KEK, House, closing

from earnest.domain.identity import Channel, Level
from earnest.domain.time import SimulatedClock
from earnest.ledger import FileKek, Keks, KeyWrap, SealError, begin_turn, end_turn, keks_in
from earnest.ledger.errors import KeyFileError
from earnest.store import SqliteStore, Store

NEW = FileKek(bytes(reversed(range(32))))
VAULT = """
class Vault:
    def wrap(self, key):
        return b"vault:" + bytes(one ^ 85 for one in key)

    def unwrap(self, wrapped):
        return bytes(one ^ 85 for one in wrapped.removeprefix(b"vault:"))

def open_key():
    return Vault()
"""


class Cut(Exception):  # noqa: N818 - a power cut, not an error of ours
    """The power went."""


class Failing:
    """Wraps so often and no more."""

    def __init__(self, kek: KeyWrap, times: int) -> None:
        self.kek, self.times = kek, times

    def wrap(self, key: bytes) -> bytes:
        self.times -= 1
        if self.times < 0:
            raise Cut
        return self.kek.wrap(key)

    def unwrap(self, wrapped: bytes) -> bytes:
        return self.kek.unwrap(wrapped)


def test_every_key_opens_under_the_new_key_alone_and_what_was_sealed_still_reads(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    reply = house.turn(customer, talk)

    turned = house.store.rewrap_keys(NEW, lambda: None)

    ring = house.store._kit.keys
    ring._kek = NEW
    ring._cached.clear()
    assert turned > 64
    assert house.store.items(talk, customer) == reply.items
    assert house.store.rewrap_keys(NEW, lambda: None) == 0


@pytest.mark.parametrize("times", [0, 1, 30])
def test_a_turn_that_was_interrupted_goes_on_where_it_ended(house: House, times: int) -> None:
    customer = house.customer()
    done: list[int] = []
    with pytest.raises(Cut):
        house.store.rewrap_keys(Failing(NEW, times), lambda: done.append(1))

    house.store._kit.keys._kek = Keks(lambda: (NEW, KEK))
    turned = house.store.rewrap_keys(NEW, lambda: done.append(2))

    assert done == [2]
    assert turned > 0
    assert house.store._kit.keys.owner(customer.subject) is not None


def test_a_house_that_serves_goes_on_through_a_turn(tmp_path: Path) -> None:
    file = tmp_path / "own.kek"
    with closing(SqliteStore(tmp_path / "own", keks_in(str(file), {}), SimulatedClock())) as serving:
        house = House(serving, SimulatedClock(), lambda **_: serving, tmp_path, lambda: b"")
        customer = house.customer()
        begin_turn(file)
        made_meanwhile = house.visitor()
        with closing(SqliteStore(tmp_path / "own", keks_in(str(file), {}), SimulatedClock())) as beside:
            beside.rewrap_keys(keks_in(str(file), {}).newest(), lambda: end_turn(file))
        made_after = serving._kit.keys.owner_or_new("somebody-new")
        serving._kit.keys._cached.clear()

        for name in (customer.subject, made_meanwhile.subject, made_after.id):
            assert serving._kit.keys.owner(name) is not None
            FileKek.open(file).unwrap(_wrapped(serving, name))
    assert not file.with_name("own.kek.next").exists()
    assert file.with_name("own.kek.old").exists()


def test_a_key_may_lie_in_the_environment_and_the_one_before_it_beside() -> None:
    variables = {"K": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}
    keks = keks_in("env:K", variables)
    assert keks.unwrap(KEK.wrap(bytes(32))) == bytes(32)

    variables |= {"K_BEFORE": variables["K"], "K": "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA="}

    assert NEW.unwrap(keks.wrap(bytes(32))) == keks.unwrap(KEK.wrap(bytes(32))) == bytes(32)
    del variables["K_BEFORE"]
    with pytest.raises(SealError):
        keks_in("env:K", variables).unwrap(KEK.wrap(bytes(32)))


def test_a_service_needs_no_more_than_to_wrap_and_unwrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "our_vault.py").write_text(VAULT)
    monkeypatch.syspath_prepend(tmp_path)

    with closing(SqliteStore(tmp_path / "own", keks_in("call:our_vault:open_key", {}), SimulatedClock())) as store:
        session = store.open_session(Channel.CHAT, level=Level.SIGNED_IN, customer="ada")[1]
        wrapped = _wrapped(store, session.subject)

    assert wrapped.startswith(b"vault:")
    with closing(SqliteStore(tmp_path / "own", keks_in("call:our_vault:open_key", {}), SimulatedClock())) as again:
        assert again.subject_of("ada") == session.subject


@pytest.mark.parametrize("place", ["call:no_such_module:open", "call:json:no_such_function", "call:json", "call:"])
def test_a_service_that_is_not_there_is_said_to_be_missing(place: str) -> None:
    with pytest.raises(KeyFileError, match="opens no key service"):
        keks_in(place, {})


@pytest.mark.parametrize("text", ["", "short", "####"])
def test_what_is_no_key_is_said_to_be_none(text: str) -> None:
    with pytest.raises(KeyFileError, match="K must hold 32 bytes"):
        keks_in("env:K", {"K": text})


def _wrapped(store: Store, name: str) -> bytes:
    with store._kit.keys._engine.begin() as connection:
        row = connection.exec_driver_sql("SELECT wrapped FROM keys WHERE owner = ?", (name,)).fetchone()
    assert row is not None
    return bytes(row[0])
