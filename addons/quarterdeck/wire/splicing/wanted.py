"""The edits of a body as a tree of the places where they are: who walks a body goes only where one is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from quarterdeck.model.content import Edit, Message
from quarterdeck.wire.settle import clean
from quarterdeck.wire.splicing.change import Change, overlap
from quarterdeck.wire.splicing.refused import CannotSplice

# A part by its pointer and whether it is a member's name.
Place = tuple[str, bool]
KEY = "key"
# Where a message has what only lax parsers would read, of the same bytes.
LAX = "!"


@dataclass(slots=True)
class Spot:
    """A text that is to change: how the message has it, and how. `found` once it was met in the body."""

    text: str
    changes: Sequence[Change]
    found: bool = False


@dataclass(slots=True)
class Node:
    """A place in the body.

    `after` holds what each text that was met here became, `key_after` what the member's name did. `rewritten`: the
    text changed as such, not only what is written in it.
    """

    pointer: str = ""
    value: Spot | None = None
    key: Spot | None = None
    below: dict[str, Node] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    key_after: str | None = None
    rewritten: bool = False

    def child(self, token: str) -> Node | None:
        """What is wanted below a member or an index, by its own name."""
        return self.below.get(clean(token))

    def changes(self, text: str) -> Sequence[Change]:
        """The changes of the text at this place itself; none if it is another text than the one that was meant."""
        if self.value is None or self.value.text != clean(text):
            return ()
        self.value.found = True
        return self.value.changes

    def key_changes(self, name: str) -> Sequence[Change]:
        """The changes of a member's name."""
        if self.key is None or self.key.text != clean(name):
            return ()
        self.key.found = True
        return self.key.changes


def tree(message: Message, edits: Sequence[Edit]) -> Node:
    """The places of the edits, all texts known.

    Raises ValueError when an edit lies outside its part or overlaps another one of the same part, CannotSplice
    when a pointer is that of no text in the body.
    """
    said: dict[Place, str | None] = {}
    for part in message.parts:
        place = (part.pointer, part.role == KEY)
        # None: two texts under one pointer, of which nobody can tell which is meant.
        said[place] = part.text if said.get(place, part.text) == part.text else None
    files = {file.pointer for file in message.files}
    wanted: dict[Place, list[Change]] = {}
    for edit in edits:
        wanted.setdefault((edit.pointer, edit.key), []).append((edit.start, edit.end, edit.text))
    root = Node()
    for place, changes in wanted.items():
        spot = Spot(_text(place, said, files), sorted(changes))
        if any(not 0 <= start <= end <= len(spot.text) for start, end, _ in changes):
            raise ValueError("an edit lies outside its part")
        if overlap(spot.changes):
            raise ValueError("two edits of one part overlap")
        node = grown(root, place[0])
        if place[1]:
            node.key = spot
        else:
            node.value = spot
    return root


def grown(root: Node, pointer: str) -> Node:
    """The node at a pointer, made with all above it where there is none yet."""
    node = root
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        if name not in node.below:
            node.below[name] = Node(f"{node.pointer}/{token}")
        node = node.below[name]
    return node


def nodes(root: Node) -> list[Node]:
    """A node and all below it."""
    found = [root]
    for node in found:
        found.extend(node.below.values())
    return found


def _text(place: Place, said: dict[Place, str | None], files: set[str]) -> str:
    pointer = place[0]
    if pointer.startswith("@"):
        raise CannotSplice("beside-the-body")
    if pointer.startswith(LAX):
        raise CannotSplice("ambiguous")
    if pointer in files and not place[1]:
        # Its text was got out of it; what stands in the body is the file.
        raise CannotSplice("file")
    if place not in said:
        raise CannotSplice("file" if "!" in pointer else "no-such-part")
    text = said[place]
    if text is None:
        raise CannotSplice("ambiguous")
    return text
