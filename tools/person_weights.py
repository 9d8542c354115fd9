"""Solve the weights by which a wish for a person is heard: `python -m tools.person_weights`, a minute and 2 GB.

Run it whenever examples, tables, the retail preset or the encoder change; a test finds stale weights.
"""

import json

import numpy as np
from sklearn.linear_model import LogisticRegression

from earnest.assistant import read_tongues
from earnest.assistant.person_ear import (
    ASKS,
    BEHIND,
    LANGUAGES,
    OTHER,
    SETTINGS,
    WEIGHTS_FILE,
    PersonEar,
    Unmarked,
    marked_examples,
    read_ordinary,
    sources_digest,
)
from earnest.assistant.persons import read_person_words
from earnest.assistant.understand import UniversalEncoder, solve


def main() -> None:
    """Write the weights, and print what the examples say of each other when held back one by one."""
    words, encoder = read_person_words(), Unmarked(UniversalEncoder())
    examples = marked_examples(words)
    solution = solve(examples, encoder, SETTINGS)
    asks, other = solution.labels.index(ASKS), solution.labels.index(OTHER)
    said = [text.partition(BEHIND)[0].rstrip() for text in solution.texts]
    ear = PersonEar(tuple(read_tongues(LANGUAGES).values()), words)
    margins = solution.held_back[:, asks] - solution.held_back[:, other]
    inputs, truth = np.column_stack([margins, [ear.hints(text).row() for text in said]]), solution.truth == asks
    ordinary = {text for text, _ in read_ordinary()}
    hard = np.array([text not in ordinary for text in said])
    judge = LogisticRegression(max_iter=1_000).fit(inputs[hard], truth[hard])
    hint_weights = np.array([*judge.coef_[0], judge.intercept_[0]])
    recipe = sources_digest(encoder)
    np.savez(WEIGHTS_FILE, recipe=np.array(recipe), weights=solution.weights, hint_weights=hint_weights)
    heard = judge.decision_function(inputs[hard]) > 0
    print(
        json.dumps(
            {
                "examples": len(said),
                "recall": round(float(heard[truth[hard]].mean()), 4),
                "false_alarms": round(float(heard[~truth[hard]].mean()), 4),
            }
        )
    )


if __name__ == "__main__":
    main()
