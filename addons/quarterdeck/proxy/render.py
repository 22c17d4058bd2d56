"""How text reaches people: escaped, without characters that change how the rest is read, at a fixed look."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

# Controls (a terminal obeys them), marks that reverse the reading direction (a host reads as another one),
# separators that break lines, and halves of surrogate pairs (they cannot be encoded).
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_NOT_IN_HEADERS = re.compile(r"[^\x20-\x7e]+")
_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_LONGEST = 2000


def clean(text: str) -> str:
    """Text fit to be shown: what cannot be seen is shown as a replacement character, and it is not endless."""
    text = _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "\N{HORIZONTAL ELLIPSIS}"


def line(text: str) -> str:
    """`clean`, on one line."""
    return clean(" ".join(text.split()))


def header_value(text: str) -> str:
    """Text fit for a header: printable ASCII on one line (RFC 9110 section 5.5), 200 characters at most."""
    return _NOT_IN_HEADERS.sub("?", text).strip()[:200]


def web_link(text: str) -> str | None:
    """The text when it is an http(s) address with a host and nothing odd about it, else None."""
    text = text.strip()
    if not re.match(r"https?://[^\s<>\"']+\Z", text, re.IGNORECASE):
        return None
    try:
        return text if urlsplit(text).hostname else None
    except ValueError:
        return None


def without_query(url: str) -> str:
    """An address without user, query and fragment, none of which is for showing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url.partition("?")[0].partition("#")[0]
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def mail_address(text: str) -> str | None:
    """The text when it is one plain e-mail address, else None."""
    text = text.strip()
    return text if _ADDRESS.fullmatch(text) else None


def mailto(address: str, subject: str, body: str) -> str:
    """A link that opens a message ready to be filled in (RFC 6068)."""
    body = "\r\n".join(map(clean, body.split("\n")))
    return f"mailto:{quote(address, safe='@')}?subject={quote(line(subject))}&body={quote(body)}"


def moment(seconds: float) -> dt.datetime | None:
    """A time from seconds since the epoch, or None when it lies outside of all calendars."""
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def when(time: dt.datetime | None) -> str:
    """A time as people read it: 4 March 2026, 05:06:07 UTC."""
    return f"{time.day} {time:%B %Y, %H:%M:%S} UTC" if time else "unknown"


def lasting(seconds: float) -> str:
    """A time span in the largest unit that fits: 7 days, 30 minutes."""
    for name, size in (("week", 604_800), ("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, rest = divmod(int(seconds), size)
        if count and not rest:
            return f"{count} {name}{'' if count == 1 else 's'}"
    return "no time"


def date(time: dt.datetime) -> str:
    """A date as people read it: 4 March 2026."""
    return f"{time.day} {time:%B %Y}"


def _finalize(value: Any) -> Any:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


# What is not HTML goes to terminals and scripts and has nothing to escape.
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(enabled_extensions=("html",), default=False),
    undefined=StrictUndefined,
    finalize=_finalize,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
    keep_trailing_newline=True,
)
_TEMPLATES.filters.update(web_link=web_link, mail_address=mail_address, date=date, line=line)


def fill(template: str, **values: Any) -> bytes:
    """A page (`*.html`, everything in it escaped) or a plain text (`*.txt`) from a template."""
    return _TEMPLATES.get_template(template).render(values).encode("utf-8", "replace")
