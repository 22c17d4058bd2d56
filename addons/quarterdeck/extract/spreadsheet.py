"""The sheets of an Excel workbook as lines of tab-separated cells, at the cost of the cells that are there.

Nothing is laid out as a grid: one cell in the last row of the last column is one cell.
"""

from __future__ import annotations

import html
import re

from quarterdeck.extract import markup
from quarterdeck.extract.budget import Unreadable
from quarterdeck.extract.walk import File

_ITEM = re.compile(r"<si\b[^<>]*?(?:/>|>)")
_PREFIX = re.compile(r"<([\w.-]{1,40}):(?:sst|worksheet|sheetData)\b")
# The end of a cell that refers to a shared string: its value is the number of it.
_SHARED = re.compile(r"""t=["']s["'][^<>]*>\s*<v[^<>]*>\s*(\d{1,9})(?=\s*<)""")
_TAG = re.compile(r"<[^<>]*>")
_TABS = re.compile(r"\t{2,}")


def shared_strings(file: File, text: str) -> list[str]:
    """The strings that cells refer to by number. Raises Spent with more of them than the budget allows."""
    items = _ITEM.split(_unprefixed(text))[1:]
    file.parts(len(items))
    return [_plain(item) for item in items]


def rows(file: File, text: str, strings: list[str]) -> str:
    """The cells of one sheet, shared strings put in their places, formulas kept. Raises Spent; Unreadable("bomb")."""
    if "<![CDATA[" in text:
        return markup.words(text, joined=False)
    text = _unprefixed(text)
    file.parts(text.count("<c "))
    start, end = _bounds(text)
    # Text and number take turns. Each string closes the tag that the split cut open, once for all cells.
    pieces = _SHARED.split(text[start:end])
    closed, last = [f">{string}" for string in strings], len(strings)
    pieces[1::2] = [closed[int(number)] if int(number) < last else f">{number}" for number in pieces[1::2]]
    # A string costs nothing more in the file however often a cell refers to it.
    if sum(map(len, pieces)) > file.walk.budget.characters:
        raise Unreadable("bomb")
    filled = "".join(pieces).replace("</v></c>", "\t").replace("</c>", "\t").replace("</f>", "\t")
    filled = _TAG.sub("", filled.replace("</row>", "\n"))
    if "\t\t" in filled:
        filled = _TABS.sub("\t", filled)
    lines = (line.strip() for line in filled.split("\n"))
    filled = "\n".join(line for line in lines if line)
    return html.unescape(filled) if "&" in filled else filled


def without_cells(text: str) -> str:
    """A sheet without its cells: what is left are links, checks, headers and footers; and comments among the cells."""
    text = _unprefixed(text)
    start, end = _bounds(text)
    inside = "".join(f"<!--{words}-->" for words in markup.declarations(text[start:end]))
    return text[:start] + inside + text[end:]


def _bounds(text: str) -> tuple[int, int]:
    """Where the cells begin and end; all of it when that cannot be told."""
    start, end = text.find("<sheetData"), text.rfind("</sheetData")
    return (start, end) if 0 <= start < end else (0, len(text))


def _unprefixed(text: str) -> str:
    """The main namespace without its prefix, which most writers do not use."""
    prefix = _PREFIX.search(text[:4096])
    return text.replace(f"<{prefix[1]}:", "<").replace(f"</{prefix[1]}:", "</") if prefix else text


def _plain(item: str) -> str:
    """The text of one string, still with its entities, which the whole sheet undoes at once."""
    if item.startswith("<t>") and item.endswith("</t></si>") and item.count("<") == 3:
        return item[3:-9].replace("\n", " ").strip()
    if "<![CDATA[" in item:
        return html.escape(markup.words(item, joined=True))
    return _TAG.sub("", item).replace("\n", " ").strip()
