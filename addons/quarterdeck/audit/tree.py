"""The Merkle tree of RFC 6962 (RFC 9162, section 2.1): what a log's root says, and the proofs against it.

Hashes are 32 bytes of SHA-256. `hash_at(level, index)` is the hash of the complete subtree of 2**level leaves that
begins at leaf index * 2**level. What verifies here answers False, whatever it is given, and raises nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

HashAt = Callable[[int, int], bytes]

HASH_BYTES = 32
EMPTY = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a record's bytes."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree, which is all that appending needs: the roots of its complete subtrees.

    `hashes` goes from the largest subtree to the smallest, one for each bit of `size`.
    """

    __slots__ = ("_hashes", "size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if size < 0 or len(hashes) != size.bit_count() or any(len(one) != HASH_BYTES for one in hashes):
            raise ValueError(f"{len(hashes)} hashes are not the edge of a tree of {size}")
        self.size = size
        self._hashes = list(hashes)

    @classmethod
    def at(cls, size: int, hash_at: HashAt) -> Frontier:
        """The edge of a tree that is stored."""
        return cls(size, [hash_at(level, index) for level, index in subtrees(0, size)])

    @property
    def hashes(self) -> tuple[bytes, ...]:
        return tuple(self._hashes)

    def append(self, leaf: bytes) -> list[bytes]:
        """Add the hash of a leaf. The subtrees that it completes come back, the leaf itself first: the one at position
        `level` is what `hash_at(level, size_before >> level)` is from now on.
        """
        completed = [leaf]
        hashes = self._hashes
        rest = self.size
        while rest & 1:
            leaf = sha256(b"\x01" + hashes.pop() + leaf).digest()
            completed.append(leaf)
            rest >>= 1
        hashes.append(leaf)
        self.size += 1
        return completed

    def append_subtree(self, level: int, made: bytes) -> None:
        """Add 2**level leaves by the root over them. Raises ValueError unless the size so far divides by as many."""
        if self.size % (1 << level):
            raise ValueError(f"no subtree of level {level} begins at leaf {self.size}")
        rest = self.size >> level
        while rest & 1:
            made = sha256(b"\x01" + self._hashes.pop() + made).digest()
            rest >>= 1
        self._hashes.append(made)
        self.size += 1 << level

    def root(self) -> bytes:
        """The root of the tree as it is now."""
        return _folded(reversed(self._hashes)) if self._hashes else EMPTY


def subtrees(start: int, end: int) -> list[tuple[int, int]]:
    """The complete subtrees, as (level, index) and from the left, that make up the leaves from `start` to `end`.

    `start` is a multiple of the least power of two that is not below `end - start`, as it is in every proof.
    """
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over the hashes of leaves."""
    if not leaves:
        return EMPTY
    row = list(leaves)
    while len(row) > 1:
        pairs = zip(row[::2], row[1::2], strict=False)
        row = [sha256(b"\x01" + left + right).digest() for left, right in pairs] + row[len(row) & ~1 :]
    return row[0]


def root_at(size: int, hash_at: HashAt) -> bytes:
    """The root of a stored tree when it had so many leaves."""
    return _over(0, size, hash_at) if size else EMPTY


def inclusion_path(index: int, size: int, hash_at: HashAt) -> list[bytes]:
    """What proves that leaf `index` is in the tree of `size`, from the leaf's sibling upwards (section 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    path = []
    start, end = 0, size
    while end - start > 1:
        middle = _middle(start, end)
        if index < middle:
            path.append(_over(middle, end, hash_at))
            end = middle
        else:
            path.append(_over(start, middle, hash_at))
            start = middle
    return path[::-1]


def consistency_path(old: int, new: int, hash_at: HashAt) -> list[bytes]:
    """What proves that the tree of `new` begins with all of the tree of `old` (section 2.1.4.1)."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} does not begin with one of {old}")
    if old in (0, new):
        return []
    path = []
    start, end = 0, new
    while end != old:
        middle = _middle(start, end)
        if old <= middle:
            path.append(_over(middle, end, hash_at))
            end = middle
        else:
            path.append(_over(start, middle, hash_at))
            start = middle
    if start:
        path.append(_over(start, end, hash_at))
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` leads from the hash of leaf `index` to `root` (section 2.1.3.2).

    A path does not say the size of its tree: it fits any size of the same shape around the leaf. So take `size` and
    `root` from one signed checkpoint, never from the one who made the path.
    """
    if not 0 <= index < size or not _are_hashes(leaf, root, *path):
        return False
    here, last = index, size - 1
    for sibling in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            leaf = node_hash(sibling, leaf)
            while here and not here & 1:
                here >>= 1
                last >>= 1
        else:
            leaf = node_hash(leaf, sibling)
        here >>= 1
        last >>= 1
    return last == 0 and leaf == root


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` shows that the tree of `new_root` begins with that of `old_root` (section 2.1.4.2).

    As with `verify_inclusion`, each size and root belong together, and come from a signed checkpoint.
    """
    if not 0 <= old <= new or not _are_hashes(old_root, new_root, *path):
        return False
    if old in (0, new):
        begin = EMPTY if old == 0 else new_root
        return not path and old_root == begin and (new > 0 or new_root == EMPTY)
    siblings = list(path) if old & (old - 1) else [old_root, *path]
    if not siblings:
        return False
    here, last = old - 1, new - 1
    while here & 1:
        here >>= 1
        last >>= 1
    before = after = siblings[0]
    for sibling in siblings[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while here and not here & 1:
                here >>= 1
                last >>= 1
        else:
            after = node_hash(after, sibling)
        here >>= 1
        last >>= 1
    return last == 0 and before == old_root and after == new_root


def _middle(start: int, end: int) -> int:
    """Where a tree over these leaves splits: the left side is the greatest power of two that leaves a right side."""
    return start + (1 << ((end - start - 1).bit_length() - 1))


def _over(start: int, end: int, hash_at: HashAt) -> bytes:
    return _folded(hash_at(level, index) for level, index in reversed(subtrees(start, end)))


def _folded(from_the_right: Iterable[bytes]) -> bytes:
    rest = iter(from_the_right)
    folded = next(rest)
    for left in rest:
        folded = node_hash(left, folded)
    return folded


def _are_hashes(*hashes: bytes) -> bool:
    return all(len(one) == HASH_BYTES for one in hashes)
