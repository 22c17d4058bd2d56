from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire.splicing.change import applied
from quarterdeck.wire.splicing.json_text import changes, starts, string_changes
from quarterdeck.wire.splicing.refused import CannotSplice
from quarterdeck.wire.splicing.wanted import Node, Spot, grown


def spliced(text: str, *wanted: tuple[str, str, list[tuple[int, int, str]]], ascii_only: bool | None = None) -> str:
    root = Node()
    for pointer, value, made in wanted:
        grown(root, pointer).value = Spot(value, made)
    plain = text.isascii() if ascii_only is None else ascii_only
    return applied(text, changes(text, [(start, root) for start in starts(text)], ascii_only=plain))


@pytest.mark.parametrize(
    ("text", "pointer", "value", "change", "after"),
    [
        (' { "a" : "hello" } ', "/a", "hello", (1, 3, "X"), ' { "a" : "hXlo" } '),
        ('{"b":[1,{"a/~":"hello"}]}', "/b/1/a~1~0", "hello", (0, 5, ""), '{"b":[1,{"a/~":""}]}'),
        (r'{"a":"\/\/x\/"}', "/a", "//x/", (2, 3, "y"), r'{"a":"\/\/y\/"}'),
        (r'{"a":"\u0041\ud83d\ude00z"}', "/a", "A\U0001f600z", (1, 2, "e"), r'{"a":"\u0041ez"}'),
        (r'{"a":"\ud83d\ude00z"}', "/a", "\U0001f600z", (1, 2, "\U0001f600"), '{"a":"\\ud83d\\ude00\\ud83d\\ude00"}'),
        (r'{"a":"\ud83d\ud83d\ude00z"}', "/a", "\ufffd\U0001f600z", (2, 3, "y"), r'{"a":"\ud83d\ud83d\ude00y"}'),
        (r'{"a":"\"\\\b\f\n\r\t!"}', "/a", '"\\\b\f\n\r\t!', (7, 8, '"\\\n'), r'{"a":"\"\\\b\f\n\r\t\"\\\n"}'),
        ('{"a":"hé"}', "/a", "hé", (0, 1, "ü"), '{"a":"üé"}'),
        ('{"a":"he"}', "/a", "he", (0, 1, "ü"), '{"a":"\\u00fce"}'),
        ('"hello"', "", "hello", (0, 5, "x"), '"x"'),
        ('["a","b"]', "/1", "b", (0, 1, "c"), '["a","c"]'),
        ('{"a":1.0,"a":"x"}', "/a", "x", (0, 1, "y"), '{"a":1.0,"a":"y"}'),
    ],
)  # fmt: skip
def test_only_the_characters_asked_for_change(text, pointer, value, change, after):
    assert spliced(text, (pointer, value, [change])) == after


def test_documents_begin_where_the_reader_sees_them():
    assert starts('{"a":1}\n\x1e [2] "x"3') == [0, 10, 14, 17]
    assert starts("/* note */ ;[1]") == [12]
    with pytest.raises(CannotSplice, match="not-json"):
        starts('{"a":1} oops')


def test_every_escape_is_one_character():
    text = json.dumps({"a": 'x"\\/\b\f\n\r\t\u0000\u00e9\u2028\U0001f600y'})
    assert spliced(text, ("/a", json.loads(text)["a"], [(0, 1, "1"), (13, 14, "2")])) == text.replace("x", "1").replace(
        "y", "2"
    )


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_json_within_strings_is_escaped_as_often_as_it_is_wrapped(depth):
    def wrapped(said: str) -> str:
        text = json.dumps({"q": said, "z": 'é"'})
        for _ in range(depth):
            text = json.dumps([0, text])
        return text

    before, after = wrapped('say "hello"'), wrapped('say "é\n"')
    assert spliced(before, ("/1" * depth + "/q", 'say "hello"', [(5, 10, "é\n")])) == after


def test_what_a_string_became_is_remembered_at_every_level():
    root = Node()
    grown(root, "/a/b").value = Spot("hello", [(0, 1, "j")])
    inner = '{"b":"hello"}'
    text = json.dumps({"a": inner})
    assert applied(text, string_changes(text, root)) == json.dumps({"a": inner.replace("h", "j")})
    assert root.child("a").after == {inner: '{"b":"jello"}'}
    assert root.child("a").child("b").after == {"hello": "jello"}


INNER = '{"b":"hello"}'


@pytest.mark.parametrize(
    ("outer", "after"),
    [
        ((6, 11, "x"), '{"b":"x"}'),
        ((6, 11, '"'), '{"b":"x"}'),
        ((7, 8, "-"), '{"b":"x"}'),
        ((2, 3, "c"), '{"c":"x"}'),
        ((11, 11, "!"), '{"b":"x!"}'),
        ((5, 12, "[]"), '{"b":[]}'),
        ((0, 13, "[gone]"), "[gone]"),
    ],
)
def test_a_string_and_the_json_in_it_may_both_change(outer, after):
    text = json.dumps({"a": INNER})
    assert spliced(text, ("/a", INNER, [outer]), ("/a/b", "hello", [(0, 5, "x")])) == json.dumps({"a": after})


@pytest.mark.parametrize(
    ("outer", "rewritten"), [(None, False), ((6, 11, '"'), False), ((2, 3, "c"), True), ((0, 13, "[gone]"), True)]
)
def test_a_text_that_changes_only_in_its_json_is_not_rewritten(outer, rewritten):
    root = Node()
    node = grown(root, "/a")
    node.value = Spot(INNER, [outer] if outer else [])
    grown(root, "/a/b").value = Spot("hello", [(0, 5, "x")])
    changes(json.dumps({"a": INNER}), [(0, root)], ascii_only=True)
    assert node.rewritten is rewritten


def test_changes_that_cross_are_refused():
    with pytest.raises(CannotSplice, match="conflicting-edits"):
        spliced(json.dumps({"a": INNER}), ("/a", INNER, [(4, 8, "x")]), ("/a/b", "hello", [(1, 5, "x")]))


@pytest.mark.parametrize("change", [(0, 1, ""), (5, 12, "x"), (6, 7, '"')])
def test_a_text_that_is_json_stays_json(change):
    with pytest.raises(CannotSplice, match="breaks-json"):
        spliced(json.dumps({"a": INNER}), ("/a", INNER, [change]))


def test_a_text_between_quotes_is_a_text():
    assert spliced(r'{"a":"\"hello\""}', ("/a", '"hello"', [(0, 3, "x")])) == r'{"a":"xllo\""}'


def test_a_name_changes_and_its_value_stays():
    root = Node()
    grown(root, "/a@b.test").key = Spot("a@b.test", [(0, 8, 'x"')])
    text = '{ "a@b.test" : {"c":1} }'
    assert applied(text, changes(text, [(0, root)], ascii_only=True)) == '{ "x\\"" : {"c":1} }'
    assert root.child("a@b.test").key_after == 'x"'


@pytest.mark.parametrize(
    "text", ['{"a":1234567}', '{"a":["x"]}', '{"a":null}', '{"b":"x"}', "[]", "{}", '{"a":"other"}']
)
def test_what_is_no_string_at_its_place_is_not_found(text):
    root = Node()
    spot = grown(root, "/a").value = Spot("x", [(0, 1, "y")])
    assert changes(text, [(0, root)], ascii_only=True) == []
    assert not spot.found


TEXTS = st.text(max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4) | inner.map(json.dumps),
    max_leaves=12,
)


@given(value=VALUES, said=TEXTS, new=TEXTS, ascii_only=st.booleans(), data=st.data())
def test_the_characters_around_are_those_from_before(value, said, new, ascii_only, data):
    start = data.draw(st.integers(0, len(said)))
    end = data.draw(st.integers(start, len(said)))
    blank = data.draw(st.sampled_from(["", " ", "\n\t \r"]))

    def written(piece: object) -> str:
        return json.dumps(piece, ensure_ascii=ascii_only)

    # Pieces escaped one by one: no character of two pieces makes one escape.
    before = f'{blank}{{{blank}"before":{written(value)},{blank}"here"{blank}:"{written(said[:start])[1:-1]}'
    after = f'{written(said[end:])[1:-1]}"{blank},"after":{written(value)}}}{blank}'
    text = before + written(said[start:end])[1:-1] + after
    made = spliced(text, ("/here", said, [(start, end, new)]), ascii_only=ascii_only)
    assert made.startswith(before)
    assert made.endswith(after)
    assert json.loads(made)["here"] == said[:start] + new + said[end:]


SHORT = {"\n": [r"\n"], "/": ["/", r"\/"], '"': [r"\""], "\\": [r"\\"]}
CHARACTER = st.sampled_from(["a", "Z", "\n", "/", '"', "\\", "é", "\u2028", "\U0001f600", "\ufffd"])


def forms(character: str) -> list[str]:
    """All ways in which a JSON string may have a character."""
    units = character.encode("utf-16-be")
    pairs = [units[place : place + 2].hex() for place in range(0, len(units), 2)]
    long = ["".join(f"\\u{pair}" for pair in pairs), "".join(f"\\u{pair.upper()}" for pair in pairs)]
    return [*SHORT.get(character, [character]), *long]


@given(data=st.data(), said=st.lists(CHARACTER, max_size=12), new=TEXTS)
def test_the_characters_around_keep_the_form_that_they_have(data, said, new):
    raw = [data.draw(st.sampled_from(forms(character))) for character in said]
    start = data.draw(st.integers(0, len(said)))
    end = data.draw(st.integers(start, len(said)))
    head, tail = '{"k":["' + "".join(raw[:start]), "".join(raw[end:]) + '"]}'
    made = spliced(head + "".join(raw[start:end]) + tail, ("/k/0", "".join(said), [(start, end, new)]))
    assert made.startswith(head)
    assert made.endswith(tail)
    assert json.loads(made) == {"k": ["".join(said[:start]) + new + "".join(said[end:])]}


@pytest.mark.parametrize(
    ("inner", "wanted", "after"),
    [
        ('{"n": 4111, "m": 1}', [("/n", "4111", (0, 4, "<C_1>"))], '{"n": "<C_1>", "m": 1}'),
        ('{"n": -4111}', [("/n", "-4111", (1, 5, "é"))], '{"n": "-\\u00e9"}'),
        ("[1.50, 4111]", [("/1", "4111", (0, 4, "<C_1>"))], '[1.50, "<C_1>"]'),
        # Found in the text as such, in a number, beside one, and in a string that looks like one.
        ('{"n": 4111, "m": 1}', [("", "", (6, 10, "<C_1>"))], '{"n": "<C_1>", "m": 1}'),
        ('{"n": 41112222}', [("", "", (6, 10, "x")), ("", "", (10, 14, "y"))], '{"n": "xy"}'),
        ('{"n": "4111", "m": 5}', [("", "", (7, 11, "x")), ("", "", (19, 20, "y"))], '{"n": "x", "m": "y"}'),
        (
            '{"n": 4111, "m": "4111"}',
            [("", "", (6, 10, "x")), ("/n", "4111", (0, 4, "x")), ("/m", "4111", (0, 4, "x"))],
            '{"n": "x", "m": "x"}',
        ),
    ],
)
def test_a_number_in_json_in_a_string_becomes_a_string(inner, wanted, after):
    root = Node()
    for pointer, value, change in wanted:
        node = grown(root, f"/a{pointer}")
        before = node.value.changes if node.value is not None else []
        node.value = Spot(value or inner, [*before, change])
    text = json.dumps({"a": inner})
    made = applied(text, changes(text, [(0, root)], ascii_only=True))
    assert json.loads(made) == {"a": after}


def test_a_number_of_the_body_itself_stays_and_what_was_wanted_of_it_is_not_found():
    root = Node()
    node = grown(root, "/n")
    node.value = Spot("4111", [(0, 4, "x")])
    assert changes('{"n": 4111}', [(0, root)], ascii_only=True) == []
    assert not node.value.found


def test_what_would_break_the_rest_of_it_is_refused_still():
    with pytest.raises(CannotSplice, match="breaks-json"):
        spliced(json.dumps({"a": '{"n": 4111}'}), ("/a", '{"n": 4111}', [(4, 10, "x")]))


@pytest.mark.parametrize(
    "pointer",
    [
        "/messages/1/content/0/input/card",
        "/messages/1/content/0/toolUse/input/a/0",
        "/messages/1/content/0/toolResult/content/0/json/card",
        "/contents/0/parts/1/functionCall/args/card",
        "/contents/0/parts/1/functionResponse/response/result/card",
        "/messages/1/tool_calls/0/function/arguments/card",
        "/params/arguments/card",
    ],
)
def test_so_does_one_that_is_said_to_a_tool_or_by_it(pointer):
    value: object = 4111
    for name in reversed(pointer.split("/")[1:]):
        value = [0] * int(name) + [value] if name.isdigit() else {name: value}
    text = json.dumps(value)
    assert spliced(text, (pointer, "4111", [(0, 4, "<C_1>")])) == text.replace("4111", '"<C_1>"')
