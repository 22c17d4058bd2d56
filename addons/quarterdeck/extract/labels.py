"""Sensitivity labels of Microsoft Purview Information Protection, wherever a file keeps them.

Sources: [MS-OFFCRYPTO] 2.6 (LabelInfo), "Label metadata in Office and email" of the MIP SDK documentation.
"""

from __future__ import annotations

import html
import re
from itertools import islice

from quarterdeck.model.content import Label

_GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_PREFIX = "MSIP_Label_"
_KEY = re.compile(rf"{_PREFIX}({_GUID})_(Name|Enabled|SiteId|SetDate|Method|ContentBits|ActionId|Owner|Tag)", re.ASCII)
# What stands between a key and its value: `=`, or the rest of a tag and the type element, or PDF's `)(`.
_VALUE = re.compile(
    r"""\s{0,9}(?:=\s{0,9}["']?|["'][^<>]{0,200}>\s{0,99}<[^<>]{0,200}>|\)?\s{0,9}\(|[^<>]{0,200}>)\s{0,9}"""
    r"""((?:&[#\w]{1,8};|[^<>;"'()\r\n&]){0,200})"""
)
# A file has a handful of labels, of some ten keys each.
_MAX_KEYS = 1_000
_INFO = re.compile(r"<(?:\w+:)?label\b([^<>]*)>")
_ATTRIBUTE = re.compile(r"""(\w+)\s*=\s*["']([^"'<>]*)["']""")


def of_properties(text: str) -> tuple[Label, ...]:
    """Labels by their `MSIP_Label_<id>_<attribute>` properties in XML, in a header or in XMP; switched-off ones not."""
    # Most texts have none, and this is the cheapest way to know.
    if _PREFIX not in text:
        return ()
    found: dict[str, str] = {}
    off: set[str] = set()
    for key in islice(_KEY.finditer(text), _MAX_KEYS):
        guid = key[1].lower()
        value = _VALUE.match(text, key.end())
        said = html.unescape(value[1]).strip() if value else ""
        found.setdefault(guid, "")
        if key[2] == "Name":
            # In XML the key stands in the closing tag too, with nothing after it.
            found[guid] = found[guid] or said
        elif key[2] == "Enabled" and said.lower() == "false":
            off.add(guid)
    return tuple(Label(guid, name) for guid, name in found.items() if guid not in off)


def of_label_info(text: str) -> tuple[Label, ...]:
    """Labels of docMetadata/LabelInfo.xml that are neither removed nor disabled."""
    found = []
    for element in islice(_INFO.finditer(text), _MAX_KEYS):
        said = dict(_ATTRIBUTE.findall(element[1]))
        guid = re.search(_GUID, said.get("id", ""))
        if guid and said.get("removed", "0") in ("0", "false") and said.get("enabled", "1") in ("1", "true"):
            found.append(Label(guid[0].lower(), html.unescape(said.get("name", ""))))
    return tuple(found)
