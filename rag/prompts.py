"""Every prompt of the project, in one place; each is data, versioned by its hash.

The passage comes first in the judging prompts, so that several questions about one passage share
the cached prefix. Document text is data: it stands between fixed lines and is never a system
message.
"""

from __future__ import annotations

import hashlib

__all__ = [
    "ANSWERS",
    "CORRECT",
    "JUDGE_SYSTEM",
    "NOT_FOUND",
    "REWRITE",
    "STANDALONE_SYSTEM",
    "SUPPORTS",
    "VALUE_SYSTEM",
    "WRITER_SYSTEM",
    "prompt_hash",
]

JUDGE_SYSTEM = "Answer Yes or No."

SUPPORTS = "{passage}\n\nBased only on the text above, is it true that: {claim}"

ANSWERS = "{passage}\n\nIs the following question answered by the text above: {question}"

CORRECT = (
    "Question: {question}\nRight answer: {reference}\nGiven answer: {answer}\n\n"
    "Does the given answer say the same as the right answer?"
)

NOT_FOUND = "NOT FOUND"

WRITER_SYSTEM = (
    "Answer the question in one or two short sentences, using only the numbered evidence. "
    "Name every item and figure that the evidence gives as an answer. "
    "End each sentence with the numbers of its evidence, like this [1]. "
    f"If the evidence does not answer the question, write {NOT_FOUND}."
)

REWRITE = (
    "{asked}\n\nSentence: {failed}\nObjection: {objection}\n\n"
    "The sentence was refused. Write one sentence that the evidence fully supports, "
    f"ending with its number, like this [1], or {NOT_FOUND}."
)

VALUE_SYSTEM = (
    "Answer the question with the figure, date, name or few words only, copied from the text. "
    f"No sentence. If the text does not answer it, write {NOT_FOUND}."
)

STANDALONE_SYSTEM = (
    "Rewrite the last question so that it can be understood without the conversation. "
    "Keep its meaning, add only names and things from the conversation. Write the question only."
)


def prompt_hash(*prompts: str) -> str:
    """Return 12 hex digits that change when any of the prompts changes.

    >>> prompt_hash("a") == prompt_hash("a"), prompt_hash("a") == prompt_hash("b")
    (True, False)
    """
    return hashlib.sha256("\0".join(prompts).encode()).hexdigest()[:12]
