"""What a policy file may say of own terms, records and documents."""

import pytest

from quarterdeck.errors import Problems
from quarterdeck.policy.load import load_policies


def test_a_file_with_lists_alone_needs_no_name() -> None:
    (file,) = load_policies(text={"own": "dictionaries:\n  - {id: dictionary.a.b-c, file: terms.txt}\n"})
    assert file.policy.dictionaries[0].confidence == 1.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dictionaries:\n  - {id: projects, file: a}\n", "write it as dictionary.my-name"),
        ("exact_data:\n  - {id: dictionary.a, file: a, key_file: b}\n", "write it as exact-data.my-name"),
        ("documents:\n  - {id: document.A, file: a, key_file: b}\n", "write it as document.my-name"),
        ("exact_data:\n  - {id: exact-data.a, file: a}\n", "key_file"),
        ("documents:\n  - {id: document.a, file: a, key: b}\n", "key"),
        ("dictionaries:\n  - {id: dictionary.a, file: a, confidence: 2}\n", "confidence"),
    ],
)
def test_a_mistake_is_told_with_a_hint(text: str, message: str) -> None:
    with pytest.raises(Problems, match=message) as caught:
        load_policies(text={"own": text})
    assert all(problem.line for problem in caught.value.problems)
