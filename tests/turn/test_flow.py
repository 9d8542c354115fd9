"""The flow of one turn: recorded first, answered once, done once."""

from tests.turn.house import House, cards_of, words_of


def test_smoke(house: House) -> None:
    talk = house.talk()
    reply = talk.say("hello")
    assert "hello" in words_of(reply)
    reply = talk.say("refund A1")
    assert cards_of(reply)
    reply = talk.press()
    assert reply.pending
    assert house.deeds() == 1
    assert house.paid() == ["A1"]
    print(talk.texts())
