from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from rag.errors import ConfigurationError, ModelError
from rag.models.embedded_chat import EmbeddedChat
from rag.types import Message

ASKED = [Message(role="user", content="Is the sky blue? Reply Yes or No.")]

NEVER_CLOSED = """
import asyncio, sys, threading, time
from pathlib import Path
from rag.models.embedded_chat import EmbeddedChat
from rag.types import Message

chat = EmbeddedChat(Path(sys.argv[1]), threads=2)
asked = [Message(role="user", content="Write a very long story about whales.")]
loop = asyncio.new_event_loop()
threading.Thread(target=loop.run_forever, daemon=True).start()
asyncio.run_coroutine_threadsafe(chat.complete(asked, max_tokens=1), loop).result()
if sys.argv[2] == "busy":
    for _ in range(2):
        asyncio.run_coroutine_threadsafe(chat.complete(asked, max_tokens=3000), loop)
    time.sleep(1)
print("end")
"""


def user(text: str) -> list[Message]:
    return [
        Message(role="system", content="Answer Yes or No."),
        Message(role="user", content=text),
    ]


async def test_a_missing_file_is_named(tmp_path: Path) -> None:
    chat = EmbeddedChat(tmp_path / "none.gguf")

    with pytest.raises(ModelError, match=r"none\.gguf cannot be read"):
        await chat.complete(ASKED, max_tokens=1)


async def test_another_kind_of_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "text.gguf").write_text("not a model")

    with pytest.raises(ModelError, match=r"text\.gguf is not a GGUF file"):
        await EmbeddedChat(tmp_path / "text.gguf").first_token(ASKED)


async def test_a_missing_adapter_is_named(tmp_path: Path) -> None:
    model = tmp_path / "model.gguf"
    model.write_bytes(b"GGUF")
    chat = EmbeddedChat(model, adapter_path=tmp_path / "judge.gguf")

    with pytest.raises(ModelError, match=r"adapter file .*judge\.gguf cannot be read"):
        await chat.adapted().first_token(ASKED)


def test_without_an_adapter_there_is_no_adapted_model(tmp_path: Path) -> None:
    chat = EmbeddedChat(tmp_path / "own.gguf")

    assert not chat.has_adapter
    with pytest.raises(ConfigurationError, match="'own' has no adapter"):
        chat.adapted()


@pytest.mark.models
async def test_a_cut_file_is_named(
    models_dir: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = models_dir / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
    with whole.open("rb") as file:
        (tmp_path / "cut.gguf").write_bytes(file.read(1 << 20))

    with pytest.raises(ModelError, match=r"cut\.gguf cannot be loaded"):
        _ = [
            piece async for piece in EmbeddedChat(tmp_path / "cut.gguf").stream(ASKED, max_tokens=1)
        ]

    assert capfd.readouterr() == ("", "")


@pytest.mark.models
@pytest.mark.slow
async def test_a_reply_does_not_depend_on_what_was_asked_before(
    embedded_chat: EmbeddedChat,
) -> None:
    text = (
        "OpenAI has committed a staggering $1.4 trillion to building out AI infrastructure.\n\n"
        "Is the following question answered by the text above: How much has OpenAI committed?"
    )
    before = ["Tell me about whales.", text, text[:-4] + " spent?", text[:90], text[:40] + " and"]

    seen: list[dict[str, float]] = []
    for other in before:
        await embedded_chat.first_token(user(other))
        seen.append(dict((await embedded_chat.first_token(user(text))).probabilities))

    assert all(probabilities == seen[0] for probabilities in seen)


@pytest.mark.models
@pytest.mark.slow
async def test_who_asks_one_thing_after_the_other_takes_turns(embedded_chat: EmbeddedChat) -> None:
    answered: list[str] = []

    async def ask(who: str) -> None:
        for number in range(3):
            await embedded_chat.first_token(user(f"Is {who} equal to {number}?"))
            answered.append(who)

    await asyncio.gather(*(ask(who) for who in ("one", "two", "three")))
    rounds = [set(answered[start : start + 3]) for start in (0, 3, 6)]
    assert rounds == [{"one", "two", "three"}] * 3


@pytest.mark.models
@pytest.mark.slow
async def test_a_prompt_longer_than_the_context_is_refused(embedded_chat: EmbeddedChat) -> None:
    with pytest.raises(ModelError, match="refused the request") as caught:
        await embedded_chat.complete(user("word " * 6000), max_tokens=1)

    assert not caught.value.retryable
    assert (await embedded_chat.complete(ASKED, max_tokens=1)).text


@pytest.mark.models
@pytest.mark.slow
@pytest.mark.parametrize("state", ["idle", "busy"])
def test_a_program_that_never_closes_the_model_can_end(models_dir: Path, state: str) -> None:
    path = models_dir / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"

    done = subprocess.run(  # noqa: S603 -- our own interpreter and script
        [sys.executable, "-c", NEVER_CLOSED, str(path), state],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd=Path(__file__).parents[3],
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "end\n", "")
