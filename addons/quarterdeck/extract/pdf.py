"""PDF (ISO 32000) through pdfium: the text of pages, and beside it what annotations, forms and properties say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quarterdeck.extract import pdf_asides, pdf_objects
from quarterdeck.extract.budget import Unreadable
from quarterdeck.extract.walk import File

_MAX_PAGES = 5_000
_END = b"%%EOF"
_HEAD = 1029


def read(file: File) -> None:
    """Everything pdfium finds. A page of pictures or outlines without text is refused at its path."""
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415 - a tenth of a second that only this format needs; it ships no types

    _around(file)
    try:
        document = pypdfium2.PdfDocument(file.data)
    except pypdfium2.PdfiumError as error:
        said = str(error).lower()
        raise Unreadable("encrypted" if "password" in said or "security" in said else "corrupt-file") from None
    with document:
        count = len(document)
        if not count:
            raise Unreadable("corrupt-file")
        pdf_objects.read(file)
        pdf_asides.document(file, document)
        for number in range(min(count, _MAX_PAGES)):
            file.parts()
            _page(file, document, number)
        if count > _MAX_PAGES:
            file.refuse("too-many-parts")


def _around(file: File) -> None:
    """What stands before the head and after the end of a PDF, which pdfium passes over."""
    start = file.data.find(b"%PDF-", 0, _HEAD)
    end = file.data.rfind(_END)
    if start > 0 and file.data[:start].strip() and file.kinds[0] == "pdf":
        file.enter("leading", file.data[:start])
    rest = file.data[end + len(_END) :] if end >= 0 else b""
    if rest.strip(b"\x00\r\n\t "):
        file.enter("trailing", rest)


def _page(file: File, document: Any, number: int) -> None:
    import pypdfium2  # noqa: PLC0415 - as above

    name = f"page{number + 1}"
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        file.refuse("corrupt-file", name)
        return
    try:
        text_page = page.get_textpage()
        text = text_page.get_text_range()
        text_page.close()
        file.text(text, name)
        pdf_asides.notes(file, page, name)
        found = frozenset(_object_types(file, page))
        if pypdfium2.raw.FPDF_PAGEOBJ_IMAGE in found:
            file.refuse("embedded-image" if text.strip() else "image", name)
        elif found and not text.strip():
            file.refuse("no-text", name)
    finally:
        page.close()


def _object_types(file: File, page: Any) -> Iterator[int]:
    """The types of what is drawn on a page, forms within forms included, to pdfium's own depth."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # noqa: PLC0415 - as above; it ships no types

    todo = [(pdfium.FPDFPage_GetObject, pdfium.FPDFPage_CountObjects, page.raw, 0)]
    while todo:
        get, count, owner, depth = todo.pop()
        size = count(owner)
        file.parts(max(size, 0))
        for index in range(size):
            item = get(owner, index)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                yield kind
                return
            if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 8:
                todo.append((pdfium.FPDFFormObj_GetObject, pdfium.FPDFFormObj_CountObjects, item, depth + 1))
            else:
                yield kind
