"""Forms of common verbs, so that a rule can put one into the negative or out of it."""

from __future__ import annotations

from benchmarks.altered.words import words

__all__ = ["BASE_OF_PAST", "BASE_OF_THIRD", "PAST_OF_BASE", "THIRD_OF_BASE"]

_IRREGULAR = (
    "become became begin began bring brought build built buy bought choose chose come came draw "
    "drew fall fell find found fly flew get got give gave go went grow grew have had hold held "
    "keep kept know knew leave left lose lost make made mean meant meet met rise rose run ran say "
    "said see saw sell sold send sent sing sang speak spoke spend spent stand stood take took "
    "teach taught think thought win won write wrote fight fought feel felt forbid forbade undergo "
    "underwent withdraw withdrew pay paid understand understood"
)
_REGULAR = (
    "accept achieve acquire add admit adopt affect agree aim allow announce appear apply appoint "
    "argue arrive ask attack attend base believe call capture carry cause change claim collect "
    "combine commit complete conquer consider consist contain continue contribute control create "
    "cross decide declare decrease defeat defend define demand describe design destroy develop "
    "die differ discover divide earn employ enable encourage end enjoy enter establish exist "
    "expand expect experience explain export extend favor favour fill finish follow force form "
    "found function gain govern happen help identify improve include increase influence inhabit "
    "inspire introduce invade invent involve join lack last launch lie lift live maintain manage "
    "mark marry move name need note object obtain occupy occur offer open operate oppose order "
    "own participate pass perform permit play possess prefer prevent produce promise promote "
    "propose protect prove provide publish purchase pursue reach receive recognize record reduce "
    "refer reflect refuse regard reject release rely remain remove replace represent require "
    "resemble reside result retain return reveal sail secure seem serve settle share show sign "
    "start state stop strengthen struggle study succeed suffer suggest support surrender survive "
    "threaten trade transfer travel treat try turn unveil use vary view visit want work act "
    "affirm allege appeal belong benefit cover depend ensure exceed feature host impose issue "
    "limit match mention observe pressure qualify rule stay store surround target tend underline "
    "view warrant"
)
_DOUBLED = frozenset(words("admit commit occur permit prefer refer stop transfer"))


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in "aeou":
        return base[:-1] + "ied"
    return base + (base[-1] if base in _DOUBLED else "") + "ed"


def _third(base: str) -> str:
    if base == "have":
        return "has"
    if base.endswith("y") and base[-2] not in "aeou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "o")) else "s")


PAST_OF_BASE: dict[str, str] = {
    **{base: _past(base) for base in words(_REGULAR)},
    **dict(zip(words(_IRREGULAR)[::2], words(_IRREGULAR)[1::2], strict=True)),
    "lie": "lay",
    "show": "showed",
}
"""`develop` to `developed`, `write` to `wrote`."""

THIRD_OF_BASE: dict[str, str] = {base: _third(base) for base in PAST_OF_BASE}
"""`develop` to `develops`."""

BASE_OF_PAST: dict[str, str] = {past: base for base, past in PAST_OF_BASE.items()}
"""`developed` to `develop`."""

BASE_OF_THIRD: dict[str, str] = {third: base for base, third in THIRD_OF_BASE.items()}
"""`develops` to `develop`."""
