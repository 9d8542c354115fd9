"""What could we say or do? Understanding, playbooks, entities, words."""

from earnest.assistant.assembling import COMMON_IDENTIFIERS, Learned, assistant_of, learned_of
from earnest.assistant.hearing import Router
from earnest.assistant.manners import Languages
from earnest.assistant.playbook import Playbook
from earnest.assistant.playing import FunctionWords, PlaybookAssistant
from earnest.assistant.reading import read_playbook, read_playbooks
from earnest.assistant.speech import Promises
from earnest.assistant.tongue import Tongue, read_tongues

__all__ = [
    "COMMON_IDENTIFIERS",
    "FunctionWords",
    "Languages",
    "Learned",
    "Playbook",
    "PlaybookAssistant",
    "Promises",
    "Router",
    "Tongue",
    "assistant_of",
    "learned_of",
    "read_playbook",
    "read_playbooks",
    "read_tongues",
]
