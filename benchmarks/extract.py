"""Text out of files of every kind, in this process and warm: size, time and speed."""

from __future__ import annotations

import email.message
import gzip
import io
import random
import tarfile
import zipfile
from collections.abc import Callable
from html import escape

import py7zr
from PIL import Image, PngImagePlugin

from quarterdeck.extract import extract
from timing import microseconds

TYPES = '<?xml version="1.0"?><Types/>'
PICK = random.Random(1)
WORDS = ["".join(PICK.choices("abcdefghijklmnopqrstuvwxyz", k=PICK.randint(2, 10))) for _ in range(20_000)]


def line(count: int = 12) -> str:
    return " ".join(PICK.choices(WORDS, k=count))


def zipped(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def docx(paragraphs: int) -> bytes:
    run = '<w:r><w:rPr><w:rFonts w:ascii="Calibri"/><w:sz w:val="22"/></w:rPr><w:t xml:space="preserve">{} </w:t></w:r>'
    start = '<w:p w:rsidR="00AB12CD"><w:pPr><w:pStyle w:val="Normal"/></w:pPr>'
    body = "".join(f"{start}{''.join(run.format(line()) for _ in range(5))}</w:p>" for _ in range(paragraphs))
    return zipped(
        {"[Content_Types].xml": TYPES, "word/document.xml": f"<w:document><w:body>{body}</w:body></w:document>"}
    )


def xlsx(rows: int) -> bytes:
    strings: dict[str, int] = {}
    lines = []
    for row in range(1, rows + 1):
        cells = []
        for column in "ABCDEFGHIJ":
            if column in "BDFHJ":
                index = strings.setdefault(PICK.choice(WORDS), len(strings))
                cells.append(f'<c r="{column}{row}" t="s"><v>{index}</v></c>')
            else:
                cells.append(f'<c r="{column}{row}"><v>{PICK.random() * 1e5:.4f}</v></c>')
        lines.append(f'<row r="{row}">{"".join(cells)}</row>')
    return zipped(
        {
            "[Content_Types].xml": TYPES,
            "xl/workbook.xml": "<workbook/>",
            "xl/sharedStrings.xml": f"<sst>{''.join(f'<si><t>{text}</t></si>' for text in strings)}</sst>",
            "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{''.join(lines)}</sheetData></worksheet>",
        }
    )


def pptx(slides: int) -> bytes:
    members: dict[str, str | bytes] = {"[Content_Types].xml": TYPES, "ppt/presentation.xml": "<p:presentation/>"}
    for number in range(slides):
        texts = "".join(f"<a:p><a:r><a:rPr lang='en'/><a:t>{line()}</a:t></a:r></a:p>" for _ in range(20))
        members[f"ppt/slides/slide{number}.xml"] = f"<p:sld><p:txBody>{texts}</p:txBody></p:sld>"
    return zipped(members)


def odt(paragraphs: int) -> bytes:
    body = "".join(f"<text:p text:style-name='P1'>{line(60)}</text:p>" for _ in range(paragraphs))
    return zipped(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": f"<office:text>{body}</office:text>"}
    )


def pdf(pages: int) -> bytes:
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(pages))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {pages}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number in range(pages):
        text = "BT /F1 8 Tf 40 780 Td 9 TL " + "".join(f"({line(14)}) Tj T* " for _ in range(60)) + "ET"
        font = "/Resources<</Font<</F1 3 0 R>>>>"
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]{font}/Contents {5 + 2 * number} 0 R>>")
        objects.append(f"<</Length {len(text)}>>\nstream\n{text}\nendstream")
    out, places = "%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    return f"{out}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()


def mail(size: int) -> bytes:
    message = email.message.EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.example", "c@d.example", line(5)
    message.set_content("\n".join(line() for _ in range(size)))
    message.add_attachment(docx(100), maintype="application", subtype="octet-stream", filename="a.docx")
    return message.as_bytes()


def tar(files: int) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for number in range(files):
            info, data = tarfile.TarInfo(f"{number}.txt"), line(2000).encode()
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def seven(words: int) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w") as archive:
        archive.writestr(line(words).encode(), "a.txt")
    return out.getvalue()


def png() -> bytes:
    info, out = PngImagePlugin.PngInfo(), io.BytesIO()
    info.add_text("Comment", line(2000), zip=True)
    Image.frombytes("RGB", (512, 512), PICK.randbytes(3 * 512 * 512)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def text(lines: int) -> bytes:
    return "\n".join(line() for _ in range(lines)).encode()


def page(lines: int) -> bytes:
    return (
        "<html><body>" + "".join(f"<p class='c'>{escape(line())} &amp; <b>x</b></p>" for _ in range(lines))
    ).encode()


def rtf(lines: int) -> bytes:
    return (r"{\rtf1\ansi " + "".join(rf"\pard\plain {line()}\par " for _ in range(lines)) + "}").encode()


# As in the files that other extractors were measured with: docx 42 and 322 KB, pdf 161 KB, xlsx 822 KB.
CASES: dict[str, Callable[[], bytes]] = {
    "docx": lambda: docx(150),
    "docx, long": lambda: docx(1200),
    "xlsx": lambda: xlsx(8_000),
    "pptx": lambda: pptx(150),
    "odt": lambda: odt(2_000),
    "pdf": lambda: pdf(25),
    "pdf, long": lambda: pdf(170),
    "rtf": lambda: rtf(10_000),
    "html": lambda: page(10_000),
    "text": lambda: text(12_000),
    "eml": lambda: mail(5_000),
    "zip": lambda: zipped({f"{number}.docx": docx(50) for number in range(20)}),
    "tar.gz": lambda: tar(60),
    "gz": lambda: gzip.compress(text(12_000)),
    "7z": lambda: seven(150_000),
    "png": png,
}


def measure() -> dict[str, dict[str, float]]:
    """For each kind of file its size in KB, milliseconds and characters got out."""
    figures = {}
    for kind, make in CASES.items():
        data = make()
        characters = sum(len(words) for _, words in extract(data).texts)
        took = microseconds(lambda data=data: extract(data)) / 1e3
        figures[kind] = {"kb": len(data) / 1e3, "ms": took, "characters": characters}
    return figures


def table(figures: dict[str, dict[str, float]]) -> str:
    """The figures for a person."""
    lines = [f"{'text out of':12}{'KB':>8}{'ms':>10}{'MB/s':>10}{'characters':>14}"]
    lines += [
        f"{kind:12}{one['kb']:8.0f}{one['ms']:10.1f}{one['kb'] / one['ms']:10.1f}{one['characters']:14,.0f}"
        for kind, one in figures.items()
    ]
    return "\n".join(lines)


def main() -> None:
    print(table(measure()))


if __name__ == "__main__":
    main()
