"""The packaged markings, on texts that were written for this test and not for their expressions."""

from __future__ import annotations

import pytest

from quarterdeck.config.detectors import packaged, pattern_of
from quarterdeck.detect import Detectors
from quarterdeck.model.content import Part

ENTRIES = [entry for entry in packaged() if entry.id.startswith("marking.")]
DETECTORS = Detectors(tuple(pattern_of(entry) for entry in ENTRIES))


def found(text: str) -> set[str]:
    return {finding.detector.removeprefix("marking.") for finding in DETECTORS.find([Part("/p", text)])}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TOP SECRET//SI//NOFORN\n\n(TS//SI//NF) The convoy left at dawn.", {"us-classification", "us-portion"}),
        ("Please summarise:\nSECRET//REL TO USA, AUS, GBR\n1. Intent.", {"us-classification"}),
        ("Plan B\n\nTOP SECRET\n\nThe convoy left at dawn.", {"us-level-line"}),
        ("CUI//SP-PRVCY\nEmployee records", {"us-cui"}),
        ("UNCLASSIFIED//FOR OFFICIAL USE ONLY\nRoster", {"us-unclassified-controlled", "us-official-use"}),
        ("NATO CONFIDENTIAL\nExercise order", {"nato"}),
        ("UK TOP SECRET STRAP1\nAssessment", {"uk-secret"}),
        ("RESTREINT UE/EU RESTRICTED\nDraft mandate", {"eu"}),
        ("VS – NUR FÜR DEN DIENSTGEBRAUCH\nLagebericht", {"germany"}),
        ("PROTECTED B\nTax file", {"canada"}),
        ("Shared under TLP:AMBER+STRICT.", {"tlp-amber"}),
        ("Confidential\n\nBoard minutes", {"confidential-line"}),
        ("PRIVILEGED AND CONFIDENTIAL\nMemo to counsel", {"privileged"}),
        ("This drawing is subject to the ITAR.", {"itar"}),
    ],
)
def test_a_marked_text_is_known_by_its_marking(text: str, expected: set[str]) -> None:
    assert expected <= found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Give me a top secret recipe for cookies, it stays confidential between us.",
        "TOP SECRET: my grandma's cake",
        "The secret of success is a secret to most.",
        "(c) 2024 Example Inc. All the items: (a) one, (b) two, (c) three, (s) four.",
        "x = total // secret  # the secret number\nsecret//2",
        "What is the difference between NATO's secretary general and the EU's secretariat?",
        "Kubernetes: kind: Secret\nmetadata:\n  name: db-secret\ntype: Opaque",
        "The traffic light turned red, then green. TLP is a power tool for laptops.",
        "Who classified whales? They are classified by: size.",
        "Is attorney-client privilege recognised in France? Explain trade secret law.",
        "Das ist streng vertraulich, sagte sie. Le dossier est confidentiel.",
        "def f(s, c, u):\n    return (s//2, c//3, u//4)\n",
        "export SECRET=value\nCONFIDENTIAL=true\nOFFICIAL=1",
    ],
)
def test_prose_and_code_that_speak_of_secrets_are_not_marked(text: str) -> None:
    assert found(text) == set()


def test_a_bare_portion_mark_counts_only_beside_other_markings() -> None:
    paragraph = "\n(C) The third wave is due in May.\n"
    assert "us-portion-bare" not in found(paragraph)
    assert "us-portion-bare" in found("UNCLASSIFIED when separated from the annex" + paragraph)


def test_a_marking_written_full_width_is_read_as_well() -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in "SECRET//NOFORN")
    assert "us-classification" in found(wide)


def test_each_detector_says_what_it_finds() -> None:
    assert all(entry.description for entry in ENTRIES)
    assert len(ENTRIES) >= 35
