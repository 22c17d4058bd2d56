"""HTML, XML and SVG: as they stand, as a reader sees them, and what their tags and comments hold."""

from __future__ import annotations

from quarterdeck.extract import labels, markup
from quarterdeck.extract.walk import File


def read(file: File) -> None:
    """One file of markup. Entities of a document type stay undone: "dtd"."""
    text = markup.decode(file.data)
    if markup.declares_entities(text):
        file.refuse("dtd")
    file.text(text, counts=False)
    is_html = "html" in file.kinds
    words, asides = markup.split(text, joined=is_html)
    file.text(words)
    if not is_html and (seen := markup.words(text, joined=True)) != words:
        # An element in the midst of a word is not seen: spans of SVG are drawn as one line.
        file.text(seen, counts=False)
    file.text(asides)
    if file.kinds[0] != "xml":
        file.text(markup.bare_values(text), counts=False)
    file.label(labels.of_properties(text))
