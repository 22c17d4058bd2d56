"""Every string of a body is a part, but the words of the formats' own grammar: what is not looked at cannot hide.

A pointer that goes on below a string enters the JSON written in that string (arguments of a tool call, form fields).
What stands after a "!" in a pointer is in a text only once it has been decoded. Files become uploads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from quarterdeck.model.content import Part, Upload
from quarterdeck.wire import embedded, json_strict, plaintext
from quarterdeck.wire.json_strict import Number
from quarterdeck.wire.member import member


@dataclass(frozen=True, slots=True)
class File:
    """A file inside a multipart body. `text` is None when it is not text; `names` are all that it is called."""

    name: str
    content_type: str
    text: str | None
    data: bytes = b""
    names: tuple[str, ...] = ()


FIELD = "field"
# Strings that a format's grammar prescribes. A longer or other value in the same place is a text like any other.
_GRAMMAR = frozenset(
    "user assistant system developer tool function model text input_text output_text image_url input_image input_audio "
    "input_file file image document audio message reasoning object string number integer boolean array auto none "
    "required any default json json_object json_schema base64 url ephemeral enabled disabled low medium high tool_use "
    "tool_result tool_call tool_calls function_call function_call_output image/png image/jpeg image/webp image/gif "
    "application/pdf text/plain float 2.0 USER TEXT STRING OBJECT CHATBOT SYSTEM TOOL".split()
)
_LONGER = max(map(len, _GRAMMAR)) + 1
_ROLES = {
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "model": "assistant",
    "ai": "assistant",
    "bot": "assistant",
    "chatbot": "assistant",
    "system": "system",
    "developer": "system",
    "tool": "tool",
    "function": "tool",
}
_TOOL_TYPES = frozenset(("tool_result", "function_call_output", "mcp_call", "tool-result", "tool_call_output"))
# Members beside a file, which tell what it is: of these names, or with this value.
_TYPES = ("media_type", "mimetype", "mime_type", "mediatype", "content_type", "contenttype")
_NAMES = ("filename", "file_name")
_TELLING = (*_TYPES, *_NAMES, "format")
_MAX_PARTS = 100_000
_MAX_FILES = 1000
_HOLDERS = frozenset((str, dict, list, File, int, Number))
# Numbers of 7 digits and more identify cards, accounts, people; what is shorter counts things.
_LARGE = 1_000_000
# Below this many levels a string is not opened any more; it is a part all the same.
_MAX_INNER = 20


class TooMany(ValueError):
    """A body of more than 100,000 strings, or more than 1,000 files."""


class _Found(list[Part]):
    """The parts so far, and beside them the files."""

    __slots__ = ("files",)

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, Upload] = {}


def parts(value: Any, base: str = "", role: str = FIELD) -> tuple[Part, ...]:
    """All texts below `value`, in the order of the body. Raises TooMany."""
    return read(value, base, role)[0]


def read(value: Any, base: str = "", role: str = FIELD) -> tuple[tuple[Part, ...], tuple[Upload, ...]]:
    """All texts below `value`, in the order of the body, and all files. Raises TooMany."""
    out = _Found()
    try:
        _walk(value, base, role, out)
    except embedded.TooManyFiles:
        raise TooMany from None
    return tuple(out), tuple(out.files.values())


def _walk(value: Any, pointer: str, role: str, out: _Found) -> None:
    kind = type(value)
    if kind is dict:
        _members(value, pointer, _role_of(value, role), out)
    elif kind is list:
        _items(value, pointer, role, out)
    elif kind is str:
        if value and (len(value) >= _LONGER or value not in _GRAMMAR):
            _text(value, pointer, role, out)
    elif kind is File:
        _file(value, pointer, out)
    elif kind is Number:
        out.append(Part(pointer, value.literal, role))
        if (plain := value.written_out) != value.literal:
            out.append(Part(f"{pointer}!written-out", plain, role))
    elif kind is int and not -_LARGE < value < _LARGE:
        out.append(Part(pointer, str(value), role))
    if len(out) > _MAX_PARTS:
        raise TooMany


def _items(items: list[Any], pointer: str, role: str, out: _Found) -> None:
    for index, item in enumerate(items):
        kind = type(item)
        # Most numbers of most lists are small, and there may be many.
        if kind in _HOLDERS and not (kind is int and -_LARGE < item < _LARGE):
            _walk(item, f"{pointer}/{index}", role, out)


def _members(members: dict[str, Any], pointer: str, role: str, out: _Found) -> None:
    for name, item in members.items():
        known = member(name)
        if known.telling:
            out.append(Part(f"{pointer}/{known.token}", name, "key"))
        kind = type(item)
        if kind is str:
            # To look up a long text would cost as much as to read it.
            if not item or (len(item) < _LONGER and item in _GRAMMAR):
                continue
        elif kind not in _HOLDERS or (kind is int and -_LARGE < item < _LARGE):
            continue
        here = (known.role or role) if role == FIELD else role
        below = f"{pointer}/{known.token}"
        if known.file and _held(members, known.file, item, below, here, out):
            continue
        if kind is str:
            _text(item, below, here, out)
        else:
            _walk(item, below, here, out)


def _role_of(members: dict[str, Any], role: str) -> str:
    """The role that a mapping says it has, else the one of what it stands in."""
    said = members.get("role")
    if said is None and type(author := members.get("author")) is dict:
        said = author.get("role")
    if type(said) is str:
        role = _ROLES.get(said) or _ROLES.get(said.lower(), role)
    kind = members.get("type")
    return "tool" if (type(kind) is str and kind in _TOOL_TYPES) or "functionResponse" in members else role


def _text(text: str, pointer: str, role: str, out: _Found) -> None:
    """Take a text that is not empty."""
    # A search for one character is far faster than one for several, and few texts hold this one.
    if ((";" in text and embedded.MARK in text) or text[0] in "dD") and embedded.has_uri(text):
        if _uris(text, pointer, out):
            return
    elif (
        len(text) >= embedded.GLANCE
        and " " not in text[: embedded.GLANCE]
        and embedded.glance(text)
        and _kept(embedded.file(text, False), pointer, "", "", out)
    ):
        return
    out.append(Part(pointer, text, role))
    if text[0] in '{["\t\r\n ':
        _inside(text, pointer, role, out)


def _inside(text: str, pointer: str, role: str, out: _Found) -> None:
    """What the JSON in a text says; also, with its escapes undone, what is nearly JSON."""
    start = text.lstrip(" \t\r\n")[:1]
    # A lone string between quotes says no more than it shows, unless something in it is escaped.
    if not start or start not in '{["' or (start == '"' and "\\" not in text) or pointer.count("/") >= _MAX_INNER:
        return
    inner = json_strict.documents(text)
    if inner.reason is None:
        for value in inner.values:
            _walk(value, pointer, role, out)
    elif "\\" in text and (plain := json_strict.unescaped(text)) != text:
        out.append(Part(f"{pointer}!unescaped", plain, role))


def _file(file: File, pointer: str, out: _Found) -> None:
    """A file of a form: plain text is a part; what may say more than its text shows is an upload."""
    out += [Part(f"{pointer}/filename", name, "file") for name in dict.fromkeys((file.name, *file.names)) if name]
    if file.text is None or not plaintext.is_plain(file.text, file.name, file.content_type):
        _upload(pointer, file.data, file.name, file.content_type, out)
    if file.text:
        out.append(Part(pointer, file.text, "file"))
        before = len(out)
        try:
            _inside(file.text, pointer, "file", out)
        except (TooMany, embedded.TooManyFiles):
            # A long list of records says the same as its text, but for what is escaped.
            del out[before:]
            _upload(pointer, file.data, file.name, file.content_type, out)


def _held(members: dict[str, Any], kind: str, item: Any, pointer: str, role: str, out: _Found) -> bool:
    """Take what a member holds where a file may stand; returns whether that is all there is to take."""
    beside = {name.strip().casefold(): said for name, said in members.items() if type(said) is str}
    certain = kind == "only" or any(name in beside for name in _TELLING)
    if beside.get("type") == "text":
        # The text of a document, in its place.
        certain, role = False, "file"
    name = next((beside[key] for key in _NAMES if key in beside), "")
    content_type = next((beside[key] for key in _TYPES if key in beside), "")
    if type(item) is list:
        for index, one in enumerate(item):
            below = f"{pointer}/{index}"
            if type(one) is not str or not _encoded(one, certain, below, (name, content_type), out):
                _walk(one, below, "file" if below in out.files else role, out)
        return True
    if type(item) is not str or not item:
        return False
    if not _encoded(item, certain, pointer, (name, content_type), out):
        if pointer in out.files:
            out.append(Part(pointer, item, "file"))
        else:
            _text(item, pointer, role, out)
    return True


def _encoded(text: str, certain: bool, pointer: str, called: tuple[str, str], out: _Found) -> bool:
    """Take the file that a text is; returns whether the text says nothing more."""
    name, content_type = called
    if embedded.has_uri(text):
        return _uris(text, pointer, out, name)
    return _kept(embedded.file(text, certain), pointer, name, content_type, out)


def _uris(text: str, pointer: str, out: _Found, name: str = "") -> bool:
    """Take the files of all data URIs in a text; returns whether the text says nothing more."""
    whole = embedded.uri(text)
    if whole is not None:
        return _kept(whole.decoded, pointer, name, whole.content_type, out)
    for found in embedded.uris(text):
        for data in found.decoded.readings:
            _upload(f"{pointer}!{len(out.files) + 1}", data, name, found.content_type, out)
    return False


def _kept(decoded: embedded.Decoded, pointer: str, name: str, content_type: str, out: _Found) -> bool:
    for data in decoded.readings:
        _upload(pointer, data, name, content_type, out)
    return decoded.whole


def _upload(pointer: str, data: bytes, name: str, content_type: str, out: _Found) -> None:
    """Add a file. Several readings of one place are told apart by a number."""
    if pointer in out.files and out.files[pointer].data != data:
        pointer = f"{pointer}!{len(out.files) + 1}"
    out.files[pointer] = Upload(pointer, data, name, content_type)
    if len(out.files) > _MAX_FILES:
        raise TooMany
