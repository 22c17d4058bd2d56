from __future__ import annotations

from detection.document import Builder, Kind, Label

KIND = Kind("email", "email", lambda _: "a@b.example", {"en": ("e-mail",)}, ("email",))


def test_a_label_stands_where_the_value_was_put() -> None:
    text = Builder().add("Hello. ").filled("{name} is {value}!", KIND, "a@b.example", name="mail")
    document = text.document("chat", ".txt")
    assert document.text == "Hello. mail is a@b.example!"
    assert document.labels == (Label(15, 26, "email", "email"),)


def test_a_kind_is_called_in_english_where_it_has_no_name_in_a_language() -> None:
    from random import Random

    assert KIND.called(Random(1), "pl") == "e-mail"
