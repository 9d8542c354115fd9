"""A gate that lets whoever has just proved who they are do more, and an assistant that goes on after a proof."""

from dataclasses import replace

from tests.turn.house import doing, handle, thought
from tests.turn.shop import GATES

from earnest.domain.turns import Look, Scene, Thought

_ROW = (
    '  - {id: unproved, if: {identity: "< just_proved", amount: "> 50.00 EUR"}, then: ask_person, say: "Prove it."}\n'
)
_PLAIN = GATES["refund"].replace("asked_by: source}", "asked_by: source, identity: level}")
PROVING_GATES = GATES | {
    "refund": "\n".join(line for line in _PLAIN.splitlines() if "over-50," not in line) + "\n" + _ROW
}


def refunds(scene: Scene, look: Look) -> Thought:
    """Words name an order; a proof goes on with it."""
    asked = scene.text or scene.state.get("order", "")
    if scene.pressed is not None or not asked:
        return thought(scene)
    return replace(thought(scene, doing("refund", {"order": handle(look, asked)})), state={"order": asked})
