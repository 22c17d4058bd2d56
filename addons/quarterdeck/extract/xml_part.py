"""One XML part of an office document, whichever family it is of: its text, what stands in its tags, its labels."""

from __future__ import annotations

from quarterdeck.extract import labels, markup
from quarterdeck.extract.budget import Unreadable
from quarterdeck.extract.walk import File
from quarterdeck.model.content import Label

SHORTEST = 9
"""Values of attributes that are formatting, such as colours and identifiers, are shorter than this."""


def read(file: File, name: str, text: str, *, is_body: bool, beside: tuple[Label, ...] = ()) -> bool:
    """Read the part `name`, whose XML is `text`; False when it holds no text of the document's own.

    Only a part that `is_body` can hold any; the others are properties and the like. `beside` are labels that it says
    otherwise than by properties. One with too many tags is refused, and nobody knows that there was nothing in it.
    """
    try:
        body, asides = markup.split(text, joined=is_body, shortest=SHORTEST)
    except Unreadable as error:
        file.refuse(error.reason, name)
        return True
    file.text(body, name, counts=is_body)
    file.text(asides, name, counts=False)
    file.label((*beside, *labels.of_properties(text)), name)
    return is_body and bool(body)
