"""OpenDocument texts, sheets, slides and drawings (ISO/IEC 26300)."""

from __future__ import annotations

from collections.abc import Iterable

from quarterdeck.extract import markup, xml_part
from quarterdeck.extract.walk import File

_BODY = ("content.xml", "styles.xml")


def read(file: File, members: Iterable[tuple[str, bytes]]) -> None:
    """All XML parts, headers and footers (in the styles) and properties among them; the rest are files."""
    before, said = len(file.walk.opaque), False
    held = list(members)
    locked = any(name == "META-INF/manifest.xml" and b"encryption-data" in data for name, data in held)
    if locked:
        file.refuse("encrypted")
    for name, data in held:
        if name == "mimetype":
            file.text(data.decode("ascii", "replace"), name, counts=False)
        elif locked and not name.startswith("META-INF/"):
            file.refuse("encrypted", name)
        elif name.endswith((".xml", ".rdf")):
            text = markup.decode(data)
            if markup.declares_entities(text):
                file.refuse("dtd", name)
            said |= xml_part.read(file, name, text, is_body=name.endswith(_BODY))
        else:
            file.enter(name, data)
            said = True
    if not said and len(file.walk.opaque) == before:
        file.refuse("no-text")
