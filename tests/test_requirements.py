"""The locks: every release pinned by hash, no addresses, and no licence that binds our users."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")
COPYLEFT = re.compile(r"GPL|GNU|Affero|EUPL|CDDL|SSPL|CC-BY-SA", re.IGNORECASE)
WEAK = re.compile(r"MPL|Mozilla", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pin:
    requirement: Requirement
    version: Version
    hashes: tuple[str, ...]


def _pins(lock: str) -> dict[str, _Pin]:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    pins: dict[str, _Pin] = {}
    for line in text.splitlines():
        words, *hashes = re.split(r"\s+--hash=", line.strip())
        requirement = Requirement(words)
        (specifier,) = requirement.specifier
        assert specifier.operator == "==", line
        pin = _Pin(
            requirement=requirement, version=Version(specifier.version), hashes=tuple(hashes)
        )
        assert pins.setdefault(canonicalize_name(requirement.name), pin) is pin, "pinned twice"
    return pins


def _project() -> dict[str, list[Requirement]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras: dict[str, list[str]] = project["optional-dependencies"]
    groups = {"": project["dependencies"], **extras}
    return {name: [Requirement(line) for line in lines] for name, lines in groups.items()}


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_every_release_by_hash_and_names_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(?:#|-[^-]|--(?!hash))", text, re.MULTILINE)
    for name, pin in _pins(lock).items():
        assert pin.hashes, name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in pin.hashes), name


@pytest.mark.parametrize("group", ["", "dev"])
def test_lock_holds_every_direct_dependency_at_or_above_its_floor(group: str) -> None:
    pins = _pins("requirements-dev.lock" if group else "requirements.lock")
    for requirement in _project()[group]:
        pin = pins[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(pin.version, prereleases=True), str(requirement)


def test_every_direct_dependency_has_a_floor() -> None:
    for requirements in _project().values():
        for requirement in requirements:
            assert any(each.operator == ">=" for each in requirement.specifier), str(requirement)


def test_development_lock_holds_the_runtime_lock() -> None:
    runtime, development = _pins("requirements.lock"), _pins("requirements-dev.lock")
    assert {name: development[name].version for name in runtime} == {
        name: pin.version for name, pin in runtime.items()
    }


def test_build_lock_agrees_with_the_runtime_lock() -> None:
    runtime, build = _pins("requirements.lock"), _pins("requirements-build.lock")
    shared = runtime.keys() & build.keys()
    assert [name for name in shared if runtime[name].version != build[name].version] == []


def test_installed_majors_are_those_of_the_lock() -> None:
    """Resolvers go back years without a word when a cap conflicts."""
    wrong: dict[str, str] = {}
    for name, pin in _pins("requirements.lock").items():
        marker = pin.requirement.marker
        if marker is not None and not marker.evaluate():
            continue
        found = _installed(name)
        if found is None or Version(found.version).major != pin.version.major:
            wrong[name] = f"{found.version if found else 'absent'}, locked {pin.version}"
    assert wrong == {}


def test_no_package_that_holds_openai_back() -> None:
    names = _pins("requirements-dev.lock").keys()
    assert [name for name in names if re.match(r"llama-index-(?:llms|embeddings)-", name)] == []
    assert _pins("requirements.lock")["openai"].version.major == 3


def _field(found: Distribution, name: str) -> list[str]:
    return [str(value) for value in found.metadata.get_all(name) or []]


def _licence(found: Distribution) -> str:
    """The licence a package declares, by the field that is most exact."""
    classifiers = [each for each in _field(found, "Classifier") if "License ::" in each]
    return (
        "".join(_field(found, "License-Expression"))
        or " AND ".join(each.rpartition("::")[2].strip() for each in classifiers)
        or "".join(_field(found, "License"))[:200]
    )


def _lightest(licence: str) -> str:
    """Of licences joined by OR, the one that asks least of our users; AND keeps all."""
    choices = [choice.strip(" ()") for choice in re.split(r"\bOR\b", licence)]
    return min(choices, key=lambda each: (bool(COPYLEFT.search(each)), bool(WEAK.search(each))))


def test_no_copyleft_licence_in_the_default_install() -> None:
    licences = {
        name: _licence(found)
        for name in _pins("requirements.lock")
        if (found := _installed(name)) is not None
    }
    assert {n: t for n, t in licences.items() if COPYLEFT.search(_lightest(t))} == {}
    assert [name for name, text in licences.items() if not text] == []
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    weak = [name for name, text in licences.items() if WEAK.search(text)]
    assert [name for name in weak if f"`{name}`" not in page] == []


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", "MPL-1.1"),
        ("MIT OR GPL-3.0-only", "MIT"),
        ("GPL-3.0-only", "GPL-3.0-only"),
    ],
)
def test_a_choice_of_licences_counts_as_the_lightest(licence: str, expected: str) -> None:
    assert _lightest(licence) == expected
