"""What does the customer want? A router that knows when it does not know.

`train` makes an `IntentModel` of examples, `Router.understand` gives an `Understanding`: accepted, ask, or out of
scope. `LanguageDetector.language_of` names the language. Serving needs numpy alone.
"""

from earnest.assistant.understand.encoder import Encoder, Recalling, UniversalEncoder, one_blas_thread
from earnest.assistant.understand.language import LanguageDetector
from earnest.assistant.understand.model import HeldBack, IntentModel, Settings
from earnest.assistant.understand.routing import CHOICES_MAX, Candidate, Outcome, Router, Understanding, Why
from earnest.assistant.understand.text import TEXT_CHARS_MAX
from earnest.assistant.understand.training import Solution, recipe_digest, solve, train, with_weights

__all__ = [
    "CHOICES_MAX",
    "TEXT_CHARS_MAX",
    "Candidate",
    "Encoder",
    "HeldBack",
    "IntentModel",
    "LanguageDetector",
    "Outcome",
    "Recalling",
    "Router",
    "Settings",
    "Solution",
    "Understanding",
    "UniversalEncoder",
    "Why",
    "one_blas_thread",
    "recipe_digest",
    "solve",
    "train",
    "with_weights",
]
