"""Word, Excel and PowerPoint since 2007 (ECMA-376): every XML part is read, everything else is a file of its own."""

from __future__ import annotations

import html
from collections.abc import Iterable

from quarterdeck.extract import labels, markup, spreadsheet, xml_part
from quarterdeck.extract.budget import Unreadable
from quarterdeck.extract.walk import File

_XML = (".xml", ".rels", ".vml")
_BODY = ("word/", "xl/", "ppt/", "visio/")


def read(file: File, members: Iterable[tuple[str, bytes]]) -> None:
    """All parts: bodies, headers, footers, notes, comments, hidden sheets, properties, custom XML, relationships."""
    before, said = len(file.walk.opaque), 0
    sheets: list[tuple[str, str]] = []
    strings: list[str] = []
    for name, data in members:
        if not (name.endswith(_XML) or data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml")):
            file.enter(name, data)
            said += 1
            continue
        text = markup.decode(data)
        if markup.declares_entities(text):
            file.refuse("dtd", name)
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            sheets.append((name, text))
            continue
        if name == "xl/sharedStrings.xml":
            strings = spreadsheet.shared_strings(file, text)
            if "<!" not in text:
                # The strings are the text of this part; only what stands before them is left.
                file.text(html.unescape("\n".join(strings)), name)
                text = text[: max(text.find("<si"), 0)] if strings else text
        info = labels.of_label_info(text) if name.endswith("LabelInfo.xml") else ()
        said += xml_part.read(file, name, text, is_body=name.startswith(_BODY), beside=info)
    for name, text in sheets:
        said += _sheet(file, name, text, strings)
    if not said and len(file.walk.opaque) == before:
        file.refuse("no-text")


def _sheet(file: File, name: str, text: str, strings: list[str]) -> bool:
    """One sheet of a workbook; whether any of its cells holds anything."""
    try:
        rows = spreadsheet.rows(file, text, strings)
        beside = markup.split(spreadsheet.without_cells(text), joined=False, shortest=xml_part.SHORTEST)
    except Unreadable as error:
        file.refuse(error.reason, name)
        return True
    file.text(rows, name)
    file.text("\n".join(beside), name)
    return bool(rows)
