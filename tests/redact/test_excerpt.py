from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.model.finding import Finding
from quarterdeck.redact.excerpt import hidden, placeholders, told, windows

KEY = "AKIAMADEUP00000000AA"


def finding(text: str, value: str, detector: str = "secrets.aws-key") -> Finding:
    start = text.index(value)
    return Finding(detector, "/x", start, start + len(value))


def shown(
    text: str, findings: list[Finding], window: tuple[int, int], values: list[tuple[str, str]] | None = None
) -> str:
    stretches = hidden(text, findings, values or [])
    return told(text, stretches, window, placeholders([(text, stretches)]))


def test_what_was_found_becomes_a_placeholder_and_the_rest_stays() -> None:
    text = f"key = {KEY} # mine"
    assert shown(text, [finding(text, KEY)], (0, len(text))) == "key = <AWS_KEY_1> # mine"


def test_the_word_of_which_a_part_was_found_is_hidden_whole() -> None:
    text = f"key=x-{KEY}/tail_9+== and more"
    assert shown(text, [finding(text, KEY)], (0, len(text))) == "<AWS_KEY_1> and more"
    text = f'"key": "{KEY}", next'
    assert shown(text, [finding(text, KEY)], (0, len(text))) == '"key": "<AWS_KEY_1>", next'


def test_words_of_scripts_without_spaces_are_not_followed() -> None:
    text = f"\u5bc6\u94a5\u662f{KEY}\u8bf7\u4fdd\u5bc6"
    assert shown(text, [finding(text, KEY)], (0, len(text))) == "\u5bc6\u94a5\u662f<AWS_KEY_1>\u8bf7\u4fdd\u5bc6"


def test_a_value_is_hidden_where_nothing_found_it_and_has_one_name() -> None:
    text = f"{KEY} again {KEY} and ann@example.test"
    found = [finding(text, KEY), finding(text, "ann@example.test", "pii.email")]
    assert (
        shown(text, found, (0, len(text)), [("secrets.aws-key", KEY)]) == "<AWS_KEY_1> again <AWS_KEY_1> and <EMAIL_1>"
    )


def test_overlapping_findings_are_one_that_a_secret_names() -> None:
    text = f"see https://x.test/{KEY}/page now"
    found = [finding(text, f"https://x.test/{KEY}", "pii.address"), finding(text, KEY)]
    assert shown(text, found, (0, len(text))) == "see <AWS_KEY_1> now"


def test_a_window_never_cuts_what_is_hidden() -> None:
    text = f"aaaa {KEY} bbbb {KEY[::-1]} cccc"
    found = [finding(text, KEY), finding(text, KEY[::-1])]
    middle = text.index(KEY) + 5
    other = text.index(KEY[::-1]) + 5
    assert shown(text, found, (middle, other)) == "<AWS_KEY_1> bbbb <AWS_KEY_2>"
    assert shown(text, found, (middle, middle + 1)) == "<AWS_KEY_1>"


def test_a_finding_without_a_place_hides_nothing() -> None:
    assert (
        hidden("text", [Finding("marking.mip.x", "", 0, 0), Finding("a.b", "", 2, 9), Finding("a.b", "", -1, 2)], [])
        == []
    )


def test_windows_that_overlap_are_one() -> None:
    found = [Finding("a.b", "", 50, 60), Finding("a.b", "", 10, 20), Finding("a.b", "", 90, 95)]
    assert windows(found, 100, 15) == [(0, 100)]
    assert windows(found, 100, 5) == [(5, 25), (45, 65), (85, 100)]
    assert windows(found, 100, 0) == [(10, 20), (50, 60), (90, 95)]
    assert windows([Finding("a.b", "", 10, 90), Finding("a.b", "", 20, 30)], 100, 1) == [(9, 91)]


@given(
    st.lists(st.sampled_from([KEY, " ", "word", "\n", "=", "\u00e9", "0"]), max_size=30),
    st.integers(0, 200),
    st.integers(0, 200),
)
def test_no_window_shows_a_value(words: list[str], start: int, length: int) -> None:
    text = "".join(words)
    at = [place for place in range(len(text)) if text.startswith(KEY, place)]
    found = [Finding("secrets.aws-key", "", place, place + len(KEY)) for place in at]
    made = shown(text, found, (min(start, len(text)), min(start + length, len(text))))
    assert KEY not in made
    for cut in range(6, len(KEY)):
        assert KEY[:cut] not in made
        assert KEY[-cut:] not in made
