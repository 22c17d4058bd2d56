"""DeepL: texts and documents to be translated, by a service that chooses no model."""

from __future__ import annotations

from quarterdeck.model.content import Opaque

from .build import FORM, form, message, read, texts

API = "https://api.deepl.com/v2"


def test_texts_are_read_as_json_and_as_the_older_form() -> None:
    for body in ({"text": ["good morning"], "target_lang": "IT"}, b"text=good%20morning&target_lang=IT"):
        found = message(f"{API}/translate", body)
        assert (found.format, found.activity, found.models_known) == ("deepl", "completion", True)
        assert "good morning" in texts(found)


def test_a_large_text_is_read_too() -> None:
    found = message(f"{API}/write/rephrase", {"text": ["a" * 100_000]}, "none")
    assert len(texts(found)[0]) == 100_000


def test_a_document_is_an_upload_whose_unread_content_is_said() -> None:
    sent = form(("target_lang", None, b"IT"), ("file", "a.docx", b"PK\x03\x04\x00"))
    found = message(f"{API}/document", sent, "none", content_type=FORM)
    assert (found.format, found.activity, [file.name for file in found.files]) == ("deepl", "upload", ["a.docx"])


def test_documents_of_other_hosts_and_other_calls_are_not_claimed() -> None:
    assert read("https://erp.example/v2/document", b"\x00\x01", None) is None
    assert read("https://erp.example/v2/document", {"text": "an invoice"}, None) is None
    assert read(f"{API}/glossaries", {"name": "ours"}, "none") is None


def test_a_broken_body_is_opaque() -> None:
    assert read(f"{API}/translate", b'{"text":["secret"],}', "none") == Opaque("not-json", "deepl")
    assert read(f"{API}/document", b"--b", "none", content_type=FORM) == Opaque("bad-multipart", "deepl")
