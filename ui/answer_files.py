"""Answers as files for other people: Markdown and one HTML page, each with the proof beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rag.types import Answer, Citation, Claim
from ui.files import as_markdown, place
from ui.html.document import file_page
from ui.html.parts import text
from ui.render import judge_note

__all__ = ["answers_html", "answers_json", "answers_markdown"]

_STATUS = {
    "answered": "Answered",
    "partly_answered": "Partly answered",
    "conflicting": "The documents disagree",
    "not_found": "Not found in the documents",
}


def answers_markdown(answers: Sequence[Answer]) -> str:
    """Return answers as Markdown: sentences with numbers, and the quoted words by number.

    Texts of documents and models are escaped, so that they stay text.
    """
    return "\n\n".join(_markdown(answer) for answer in answers) + "\n"


def answers_json(answers: Sequence[Answer]) -> str:
    """Return answers as a JSON list of `Answer`, with all their evidence."""
    held = [answer.model_dump(mode="json") for answer in answers]
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def answers_html(answers: Sequence[Answer]) -> str:
    """Return answers as one HTML page that needs no network and runs nothing."""
    title = answers[0].question if len(answers) == 1 else f"{len(answers)} answers"
    return file_page(title, "".join(_section(answer) for answer in answers))


def _markdown(answer: Answer) -> str:
    parts = [f"## {as_markdown(answer.question)}"]
    if answer.standalone_question != answer.question:
        parts.append(f"Answered as: {as_markdown(answer.standalone_question)}")
    parts.append(f"**{_STATUS[answer.status]}**")
    at_sides = {side.text for side in answer.sides}
    parts += [
        _sentence(claim.text, claim.citations, answer)
        for claim in answer.claims
        if claim.text not in at_sides
    ]
    for side in answer.sides:
        note = f" ({as_markdown(side.note)})" if side.note else ""
        parts.append(
            f"- **{as_markdown(side.value)}**{note}: {_sentence(side.text, side.citations, answer)}"
        )
    if answer.status == "not_found":
        parts += [as_markdown(answer.text), f"Searched: {as_markdown(answer.searched)}"]
        parts += [
            f"- closest: “{as_markdown(near.quote)}” — {as_markdown(place(near))}"
            for near in answer.closest
        ]
    parts += [as_markdown(note) for note in answer.notes]
    sources = [
        f"{number}. “{as_markdown(source.quote)}” — {as_markdown(place(source))}"
        for number, source in enumerate(answer.sources(), start=1)
    ]
    if sources:
        parts.append("Sources\n\n" + "\n".join(sources))
    if answer.removed:
        listed = "\n".join(
            f"- {as_markdown(c.text)} ({as_markdown(c.verdict.reason)})" for c in answer.removed
        )
        parts.append(f"Removed, because the documents do not support it\n\n{listed}")
    parts.append(f"*{as_markdown(_made(answer))}*")
    return "\n\n".join(part for part in parts if part)


def _sentence(words: str, citations: Sequence[Citation], answer: Answer) -> str:
    return f"{as_markdown(words)} {_numbers(citations, answer)}".rstrip()


def _numbers(citations: Sequence[Citation], answer: Answer) -> str:
    sources = answer.sources()
    return "".join(f"[{sources.index(citation) + 1}]" for citation in citations)


def _section(answer: Answer) -> str:
    at_sides = {side.text for side in answer.sides}
    said = "".join(_claim(c, answer) for c in answer.claims if c.text not in at_sides)
    sides = "".join(
        f"<li><strong>{text(side.value)}</strong>: {text(side.text)} "
        f"{_numbers(side.citations, answer)}{f' ({text(side.note)})' if side.note else ''}</li>"
        for side in answer.sides
    )
    silence = ""
    if answer.status == "not_found":
        closest = "".join(
            f"<li>“{text(near.quote)}” — {text(place(near))}</li>" for near in answer.closest
        )
        silence = (
            f"<p>{text(answer.text)}</p><p>Searched: {text(answer.searched)}</p><ul>{closest}</ul>"
        )
    notes = "".join(f"<p>{text(note)}</p>" for note in answer.notes)
    sources = "".join(
        f"<li><blockquote>{text(source.quote)}</blockquote>{text(place(source))}</li>"
        for source in answer.sources()
    )
    removed = "".join(
        f"<li><s>{text(c.text)}</s> {text(c.verdict.reason)}</li>" for c in answer.removed
    )
    return (
        f"<section><h2>{text(answer.question)}</h2><p><strong>{_STATUS[answer.status]}</strong></p>"
        f"{said}{_listed('ul', sides)}{silence}{notes}"
        f"{_headed('Sources', _listed('ol', sources))}"
        f"{_headed('Removed: not supported by the documents', _listed('ul', removed))}"
        f'<p class="where">{text(_made(answer))}</p></section>'
    )


def _claim(claim: Claim, answer: Answer) -> str:
    score = f"supported {claim.verdict.score:.2f}"
    return (
        f"<p>{text(claim.text)} {_numbers(claim.citations, answer)} "
        f'<span class="where">✓ {score}</span></p>'
    )


def _listed(tag: str, items: str) -> str:
    return f"<{tag}>{items}</{tag}>" if items else ""


def _headed(heading: str, body: str) -> str:
    return f"<h3>{heading}</h3>{body}" if body else ""


def _made(answer: Answer) -> str:
    made = f"citeproof, {answer.created_at}, answer {answer.id}, models {answer.models.chat}"
    note = judge_note(answer.models)
    return f"{made}. {note}" if note else made
