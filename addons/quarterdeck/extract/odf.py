"""OpenDocument texts, sheets, slides and drawings (ISO/IEC 26300)."""

from __future__ import annotations

from collections.abc import Iterable

from quarterdeck.extract import labels, markup
from quarterdeck.extract.budget import Unreadable
from quarterdeck.extract.walk import File

_BODY = ("content.xml", "styles.xml")
_ASIDE = 9


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
            said |= _part(file, name, markup.decode(data))
        else:
            file.enter(name, data)
            said = True
    if not said and len(file.walk.opaque) == before:
        file.refuse("no-text")


def _part(file: File, name: str, text: str) -> bool:
    if markup.declares_entities(text):
        file.refuse("dtd", name)
    is_body = name.endswith(_BODY)
    try:
        body, asides = markup.split(text, joined=is_body, shortest=_ASIDE)
    except Unreadable as error:
        file.refuse(error.reason, name)
        return True
    file.text(body, name, counts=is_body)
    file.text(asides, name, counts=False)
    for label in labels.of_properties(text) if "MSIP_Label_" in text else ():
        file.label(label, name)
    return is_body and bool(body)
