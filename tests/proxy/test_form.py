"""A form without its large parts reads as the whole one would, and these are told in their places."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from quarterdeck.engine import Reading, decide_on, reading
from quarterdeck.model.content import Extracted, Message, Opaque
from quarterdeck.proxy import form as form_module
from quarterdeck.proxy.form import Form
from quarterdeck.wire.multipart_stream import BadMultipart
from tests.proxy.bench import CONTENT, KIT, Told, bench, policy
from tests.wire.build import exchange

AUDIO = "https://api.openai.com/v1/audio/transcriptions"
FILES = "https://api.openai.com/v1/files"
TYPE = {"content-type": "multipart/form-data; boundary=edge"}
BIG = b"nothing to see here, and nothing there\n" * 40_000
BINARY = b"ID3\x04" + b"\xff\x00" * 1_000_000


def form(**fields: bytes) -> bytes:
    parts = []
    for name, value in fields.items():
        named = f'; filename="{name}.bin"' if value in (BIG, BINARY) or name.startswith("file") else ""
        head = f'Content-Disposition: form-data; name="{name.removesuffix("2")}"{named}\r\n\r\n'
        parts.append(b"--edge\r\n" + head.encode() + value + b"\r\n")
    return b"".join(parts) + b"--edge--\r\n"


def read(url: str, data: bytes, told: Told | None = None) -> tuple[Reading, dict[str, Extracted], tuple]:
    async def scenario() -> tuple[Reading, dict[str, Extracted], tuple]:
        taken = Form("edge", bench(told=told))
        for start in range(0, len(data), 100_000):
            await taken.feed(data[start : start + 100_000])
        got = reading(exchange(url, taken.end(), TYPE), policy(), KIT)
        taken.close()
        message, said, found = taken.settled(got.message)
        return replace(got, message=message), dict(said), found

    return asyncio.run(scenario())


def test_small_fields_are_read_and_the_large_file_is_told_beside_them() -> None:
    told = Told(Extracted("mp3", (("", "said CANARY-111111"),)))
    got, said, found = read(AUDIO, form(model=b"whisper-1", file=BINARY, prompt=b"a hint"), told)
    message = got.message
    assert isinstance(message, Message)
    assert (message.format, message.models, message.models_known) == ("openai-audio", ("whisper-1",), True)
    assert "a hint" in [part.text for part in message.parts]
    assert [file.pointer for file in message.files] == ["/file"]
    assert said == {"/file": Extracted("mp3")}
    assert [(one.part, one.start) for one in found] == [("/file", 5)]
    assert told.sizes == [len(BINARY)]


def test_a_large_text_is_found_in_its_place_and_no_mark_is_left() -> None:
    got, said, found = read(FILES, form(purpose=b"user_data", file=BIG + b"CANARY-424242"))
    assert [(one.part, one.start) for one in found] == [("/file", len(BIG))]
    decision = decide_on(got, policy(), KIT, said, found)
    assert (decision.refused, decision.unread) == (True, ())
    assert isinstance(got.message, Message)
    assert all(len(part.text) < 30 for part in got.message.parts)


def test_several_parts_of_one_name_are_told_apart() -> None:
    _, said, found = read(FILES, form(purpose=b"user_data", file=BIG, file2=BIG + b"CANARY-424242"))
    assert set(said) == {"/file/0", "/file/1"}
    assert [one.part for one in found] == ["/file/1"]


def test_what_was_clean_is_whole() -> None:
    got, said, found = read(FILES, form(purpose=b"user_data", file=BIG))
    decision = decide_on(got, policy(), KIT, said, found)
    assert (decision.refused, decision.unread) == (False, ())


def test_a_batch_too_large_to_be_parsed_may_name_any_model() -> None:
    lines = b'{"body": {"model": "gpt-4o"}}\n' * 60_000
    got, _, _ = read("https://openrouter.ai/api/v1/files", form(purpose=b"batch", file=lines))
    assert isinstance(got.message, Message)
    assert not got.message.models_known


def test_a_document_in_a_field_may_name_any_model_and_is_not_read() -> None:
    document = b'{"model": "x", "more": "' + BIG + b'"}'
    got, said, found = read("https://openrouter.ai/api/v1/files", form(purpose=b"user_data", payload=document))
    message = got.message
    assert isinstance(message, Message)
    assert (message.models_known, message.opaque) == (False, "too-large")
    assert "too-large" in decide_on(got, policy(), KIT, said, found).unread


def test_many_small_parts_together_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_module, "MOST_KEPT", 5000)
    parts = {f"n{number}": b"x" * 400 for number in range(20)}
    parts["n19"] = b"CANARY-424242"
    got, said, found = read("https://unlisted.example/upload", form(**parts))
    assert [one.part for one in found] == ["/n19"]
    assert len(said) > 5
    decision = decide_on(got, policy(), KIT, said, found)
    assert decision.refused


def test_a_form_that_is_not_well_formed_is_not_read() -> None:
    with pytest.raises(BadMultipart):
        read(FILES, form(file=BIG)[:-4])


def test_a_part_that_a_parser_would_decode_is_opaque() -> None:
    data = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n'
    data += b"Content-Transfer-Encoding: base64\r\n\r\n" + b"QUJD" * 500_000 + b"\r\n--edge--\r\n"
    got, said, found = read(FILES, data)
    assert isinstance(got.message, Opaque) or decide_on(got, policy(), KIT, said, found).unread


def test_what_a_large_part_said_is_kept_in_its_place() -> None:
    async def scenario() -> Form:
        table = bench(CONTENT.replace("action: block", "action: block, evidence: excerpt"))
        taken = Form("edge", replace(table, kit=replace(KIT, key=b"k", everything=KIT.detectors)))
        data = form(purpose=b"user_data", file=BIG + b"at CANARY-424242 " + BIG, file2=BIG)
        for start in range(0, len(data), 100_000):
            await taken.feed(data[start : start + 100_000])
        message = reading(exchange(FILES, taken.end(), TYPE), policy(), KIT).message
        taken.close()
        taken.settled(message)
        return taken

    seen = asyncio.run(scenario()).seen
    place = ("custom.canary", "/file/0", len(BIG) + 3)
    assert [*seen.prints] == [*seen.excerpts] == [place]
    assert "nothing there\nat <CANARY_1> nothing to see" in seen.excerpts[place].text
