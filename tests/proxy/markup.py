"""Reads an HTML page the way the tests ask about it: which elements, which addresses, which text."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = {"meta", "link", "br", "path", "img", "hr", "input"}
_INERT = {"href", "src", "action", "data", "poster", "srcset", "formaction", "background"}


class Page(HTMLParser):
    """`tags` in order, `links` (tag, attribute, address), `text` without the style; raises on unbalanced tags."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(page.decode())
        self.close()
        if self.open:
            raise ValueError(f"never closed: {self.open}")

    @property
    def links(self) -> list[tuple[str, str, str]]:
        return [found for found in self.attributes if found[1] in _INERT]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise ValueError(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)


def check_inert(page: Page) -> None:
    """No script, no form, no event, nothing loaded. Raises AssertionError."""
    found: list[object] = sorted({"script", "iframe", "object", "embed", "form", "img", "base"} & set(page.tags))
    found += [attribute for attribute in page.attributes if attribute[1].startswith("on") or attribute[1] == "style"]
    loaded = [(tag, value) for tag, name, value in page.links if tag != "a"]
    if loaded != [("link", "data:,")]:
        found.append(loaded)
    found += [
        value
        for tag, _, value in page.links
        if tag == "a" and not value.startswith(("http://", "https://", "mailto:", "/"))
    ]
    if found:
        raise AssertionError(f"not inert: {found}")
