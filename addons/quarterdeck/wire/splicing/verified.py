"""What an edited body must read as: every edited part with its new text, every other part as it was."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import texts
from quarterdeck.wire.member import escape, telling
from quarterdeck.wire.settle import clean
from quarterdeck.wire.splicing.refused import CannotSplice
from quarterdeck.wire.splicing.wanted import KEY, LAX, Node, nodes

# A part as it is compared: its place, and its text. Who speaks follows from the texts.
_Seen = tuple[str, bool, str]


def verify(before: Message, after: Message | Opaque | None, root: Node) -> None:
    """Raises CannotSplice("verification") unless `after` is `before` with the edits, and nothing else."""
    if not isinstance(after, Message) or after.format != before.format:
        raise CannotSplice("verification")
    touched = nodes(root)
    names = {node.pointer: node.key_after for node in touched if node.key_after is not None}
    # What is read out of a text that changed as such follows from that text.
    replaced = {node.pointer for node in touched if node.rewritten}
    wanted = list(_wanted(before, {node.pointer: node.after for node in touched}, names, replaced))
    above = {_renamed(pointer, names) for pointer in replaced}
    found = [(part.pointer, part.role == KEY, part.text) for part in after.parts if not _is_below(part.pointer, above)]
    kept = set(found)
    if found != [seen for seen, vanishes in wanted if not vanishes or seen in kept]:
        raise CannotSplice("verification")
    if _files(before, replaced) != _files(after, above):
        raise CannotSplice("verification")


def _files(message: Message, replaced: Collection[str]) -> list[bytes]:
    """The files that are not written in a text that was replaced. Their pointers may count them."""
    return [
        file.data for file in message.files if file.pointer not in replaced and not _is_below(file.pointer, replaced)
    ]


def _wanted(
    before: Message, values: Mapping[str, Mapping[str, str]], names: Mapping[str, str], replaced: Collection[str]
) -> Iterator[tuple[_Seen, bool]]:
    """The parts that there must be, each with whether it may be none any more: empty, a word of a grammar."""
    for part in before.parts:
        if _is_below(part.pointer, replaced):
            continue
        if part.role == KEY:
            text = names.get(part.pointer, part.text)
            vanishes = not telling(text)
        else:
            text = values.get(part.pointer, {}).get(part.text, part.text)
            vanishes = text != part.text and not texts.parts(text)
        yield (_renamed(part.pointer, names), part.role == KEY, clean(text)), vanishes


def _is_below(pointer: str, above: Collection[str]) -> bool:
    """Whether what is at a pointer follows from a text at one of those above: in JSON, decoded, or read otherwise."""
    if pointer.startswith(LAX):
        return True
    while above and pointer:
        if "!" in pointer.rpartition("/")[2] and pointer.rpartition("!")[0] in above:
            return True
        pointer = pointer.rpartition("/")[0]
        if pointer in above:
            return True
    return False


def _renamed(pointer: str, names: Mapping[str, str]) -> str:
    """A pointer with the new names of the members on its way."""
    if not names:
        return pointer
    was = now = ""
    for token in pointer.split("/")[1:]:
        was = f"{was}/{token}"
        now = f"{now}/{escape(clean(names[was])) if was in names else token}"
    return now
