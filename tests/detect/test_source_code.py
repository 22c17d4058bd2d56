"""The packaged headers of source files, on texts that were written for this test."""

from __future__ import annotations

import pytest

from quarterdeck.config.detectors import packaged, pattern_of
from quarterdeck.detect import Detectors
from quarterdeck.model.content import Part

HEADERS = Detectors(tuple(pattern_of(entry) for entry in packaged() if entry.id.startswith("source-code.")))


def found(text: str) -> set[str]:
    return {finding.detector.removeprefix("source-code.") for finding in HEADERS.find([Part("/p", text)])}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/*\n * Copyright (C) 1999-2024 Müller KG. All rights reserved.\n */\npackage x;", {"proprietary-header"}),
        ("# (c) Acme 2021 - proprietary, see the contract\nimport os", {"proprietary-header"}),
        ("<!-- Company Confidential -->\n<project/>", {"proprietary-header"}),
        ("# SPDX-License-Identifier: AGPL-3.0-or-later", {"copyleft-header"}),
        ("// SPDX-License-Identifier: (GPL-2.0 OR MIT)", {"copyleft-header"}),
        ("; SPDX-License-Identifier: BSD-3-Clause", {"permissive-header"}),
        (
            "// (c) Acme. All rights reserved.\n// Redistribution and use in source and binary forms, with or without",
            {"permissive-header"},
        ),
    ],
)
def test_a_header_says_whose_code_it_is(text: str, expected: set[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Copyright 2024 Acme. All rights reserved.",
        "Is code under the GNU General Public License free?",
        "# Confidential computing\nIt runs in enclaves.",
        "See https://example.org/#proprietary-formats",
    ],
)
def test_prose_about_rights_is_no_header(text: str) -> None:
    assert found(text) == set()
