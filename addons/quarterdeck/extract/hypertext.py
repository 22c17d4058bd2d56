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
    words, asides = markup.split(text, joined="html" in file.kinds)
    file.text(words)
    file.text(asides)
    if file.kinds[0] != "xml":
        file.text(markup.bare_values(text), counts=False)
    if "MSIP_Label_" in text:
        for label in labels.of_properties(text):
            file.label(label)
