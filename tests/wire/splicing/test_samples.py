"""Every part of every sample, edited alone and all at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quarterdeck import wire
from quarterdeck.model.content import Edit, Part

from .edited import FILES, attempted, parts, sampled


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_without_edits_a_body_is_the_same_object(file):
    asked, match = sampled(file)
    if asked.body is None:
        assert wire.splice(asked, match, ()) == b""
    else:
        assert wire.splice(asked, match, ()) is asked.body


# Why a part of a sample is not edited: what nobody can build again. A word that names the format cannot change either.
REFUSED = {"protobuf", "file", "file-name", "beside-the-body", "partial-upload"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_each_part_of_a_sample_is_edited_alone_or_refused(file):
    asked, match = sampled(file)
    before = parts(asked, match)
    for part in before:
        if any(one.pointer.startswith(f"{part.pointer}/") for one in before if one.role != "file"):
            # A text that holds JSON: what is changed in it may be more than a text.
            continue
        middle = len(part.text) // 2
        edit = Edit(part.pointer, middle, middle, "ZZ", part.role == "key")
        made, reason = attempted(asked, match, edit)
        if reason is not None:
            assert reason in REFUSED or (reason == "verification" and part.role == "field")
            continue
        after = parts(replace(asked, body=made), match)
        new = part.text[:middle] + "ZZ" + part.text[middle:]
        assert Part(part.pointer, new, part.role) in after
        around = {one.pointer for one in before if part.pointer.startswith(one.pointer)}
        assert [one for one in after if one.pointer not in around] == [
            one for one in before if one.pointer not in around
        ]
        assert made.replace(b"ZZ", b"", 1) == asked.body or file.parent.name == "kimi-web"


def test_all_texts_of_a_sample_are_edited_at_once_in_any_order():
    for file in FILES:
        asked, match = sampled(file)
        before = parts(asked, match)
        leaves = [
            part
            for part in before
            if part.role in ("user", "assistant", "system")
            and not any(one.pointer.startswith(f"{part.pointer}/") for one in before)
        ]
        edits = [Edit(part.pointer, 0, 0, "[é]") for part in leaves]
        if not edits or attempted(asked, match, edits[0])[1] is not None:
            continue
        made = wire.splice(asked, match, edits)
        assert made == wire.splice(asked, match, edits[::-1])
        after = parts(replace(asked, body=made), match)
        assert all(Part(part.pointer, f"[é]{part.text}", part.role) in after for part in leaves)
