"""What a PDF says beside its pages: properties, bookmarks, scripts, attachments, annotations and form fields."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from quarterdeck.extract.walk import File

# Entries of an annotation dictionary that hold text (ISO 32000-2, 12.5.2, 12.5.6 and 12.7.4).
_KEYS = (b"Contents", b"T", b"Subj", b"RC", b"V", b"DV", b"TU", b"TM", b"NM", b"CA", b"DA", b"Alt")
_MAX = 1 << 20


def document(file: File, document: Any) -> None:
    """What belongs to the whole document."""
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415 - a tenth of a second that only this format needs; it ships no types

    properties = document.get_metadata_dict(skip_empty=True)
    file.text("\n".join(properties.values()), "info", counts=False)
    titles = []
    for mark in document.get_toc(max_depth=8):
        file.parts()
        titles.append(mark.get_title())
    file.text("\n".join(titles), "bookmarks", counts=False)
    _scripts(file, document)
    for index in range(document.count_attachments()):
        attachment = document.get_attachment(index)
        name = attachment.get_name() or f"attachment{index + 1}"
        file.member(name)
        file.text(attachment.get_desc() if hasattr(attachment, "get_desc") else "", name, counts=False)
        try:
            data = bytes(attachment.get_data())
        except pypdfium2.PdfiumError:
            file.refuse("corrupt-file", name)
            continue
        file.unpacked(len(data))
        file.enter(name, data)


def notes(file: File, page: Any, name: str) -> None:
    """Notes, links and the values of form fields on one page."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # noqa: PLC0415 - as above; it ships no types

    found: dict[str, None] = {}
    for index in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        file.parts()
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        for key in _KEYS:
            found[_string(pdfium.FPDFAnnot_GetStringValue, annotation, key)] = None
        link = pdfium.FPDFAnnot_GetLink(annotation)
        action = pdfium.FPDFLink_GetAction(link) if link else None
        if action:
            found[_bytes(pdfium.FPDFAction_GetURIPath, page.pdf.raw, action).decode("utf-8", "replace")] = None
        pdfium.FPDFPage_CloseAnnot(annotation)
    file.text("\n".join(found), f"{name}/annotations")


def _scripts(file: File, document: Any) -> None:
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - as above

    for index in range(pdfium.FPDFDoc_GetJavaScriptActionCount(document.raw)):
        action = pdfium.FPDFDoc_GetJavaScriptAction(document.raw, index)
        if action:
            file.text(_string(pdfium.FPDFJavaScriptAction_GetScript, action), f"script{index + 1}", counts=False)
            pdfium.FPDFDoc_CloseJavaScriptAction(action)


def _string(call: Callable[..., int], *arguments: Any) -> str:
    """A string that pdfium writes as UTF-16 into a buffer of ours, ended by a zero."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - as above

    size = min(call(*arguments, None, 0), _MAX)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    call(*arguments, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _bytes(call: Callable[..., int], *arguments: Any) -> bytes:
    size = min(call(*arguments, None, 0), _MAX)
    if size <= 1:
        return b""
    buffer = ctypes.create_string_buffer(size)
    call(*arguments, buffer, size)
    return buffer.raw[: size - 1]
