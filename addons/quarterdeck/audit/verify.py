"""Whether a shard is what was signed: every record is hashed anew, and what does not fit is told with its number.

Reads, and imports nothing that writes. Whoever has the public key from elsewhere trusts nothing of the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

from quarterdeck.audit import layout
from quarterdeck.audit.checkpoint import Checkpoint, open_checkpoint
from quarterdeck.audit.layout import Segment
from quarterdeck.audit.note import Untrusted, Verifier
from quarterdeck.audit.removal import first_not_in
from quarterdeck.audit.tile import HEIGHT, WIDTH, BadTile, Tile, Tiles, tile_root, tiles_between
from quarterdeck.audit.tree import HASH_BYTES, Frontier
from quarterdeck.audit.witnessed import Witnessed

Hashes = Iterable[tuple[Segment, bytes]]
"""Segments in order, each with the hashes of its records one after the other."""
Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not fit. `index` is the first record concerned, as far as can be told; `path` the file."""

    what: str
    index: int
    path: Path


@dataclass(slots=True)
class Report:
    """What a shard holds: records, of which `removed` are known by their hashes alone and the last `unsigned` are not
    vouched for yet; how many checkpoints hold, each size counted once; how far witnesses have seen it, where somebody
    asked; and what does not fit, the first of it leading.
    """

    shard: Path
    records: int = 0
    removed: int = 0
    unsigned: int = 0
    checkpoints: int = 0
    keys: tuple[str, ...] = ()
    witnessed: Witnessed | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.faults


def hashes_of(segment: Segment) -> bytes:
    """The hashes of the whole records of a segment; half a one at its end was never acknowledged. Raises OSError."""
    # As `leaf_hash` does, without a call for each: most of the time of a large log goes by here.
    return b"".join([sha256(b"\x00" + line[:-1]).digest() for line in segment.lines() if line.endswith(b"\n")])


def public_key(shard: Path) -> str:
    """The key that lies in the shard, as a text. Raises Untrusted."""
    try:
        return Verifier.from_vkey((shard / layout.PUBLIC_KEY).read_text().strip()).vkey
    except (OSError, UnicodeDecodeError):
        raise Untrusted(f"{shard / layout.PUBLIC_KEY} cannot be read; give the key with --key") from None


def verify_shard(
    shard: Path,
    vkeys: Sequence[str] = (),
    trusted: Sequence[Checkpoint] = (),
    hashes: Hashes | None = None,
    told: Told = lambda _: None,
    removed: Sequence[range] | None = (),
) -> Report:
    """Verify one shard. `vkeys` default to the one that lies in it, `trusted` are checkpoints that were kept elsewhere.

    `hashes` come from `hashes_of`, by whatever processes; `told` hears how many records have been looked at. Segments
    may be missing only where `removed` says so, or anywhere when it is None; their hashes must be there all the same.
    """
    report = Report(shard)
    try:
        vkeys = vkeys or (public_key(shard),)
    except Untrusted as error:
        report.faults.append(Fault(str(error), 0, shard / layout.PUBLIC_KEY))
        return report
    report.keys = tuple(vkeys)
    signed = _signed(shard, vkeys, report)
    segments = layout.segments(shard)
    last = max((one.size for one in signed), default=0)
    scan = _Scan(shard, report, signed, trusted, removed)
    scan.run(((one, hashes_of(one)) for one in segments) if hashes is None else hashes, told)
    report.unsigned = max(0, report.records - last)
    report.faults.sort(key=lambda fault: fault.index)
    return report


def _signed(shard: Path, vkeys: Sequence[str], report: Report) -> list[Checkpoint]:
    paths = [*layout.kept_checkpoints(shard), *layout.witnessed_checkpoints(shard), shard / layout.CHECKPOINT]
    found = []
    for path in paths:
        try:
            found.append(open_checkpoint(path.read_bytes(), vkeys)[0])
        except FileNotFoundError:
            report.faults.append(Fault("there is no checkpoint, so nothing is vouched for", 0, path))
        except Untrusted as error:
            report.faults.append(Fault(str(error), 0, path))
    return found


class _Scan:
    """The tree is built anew from the records, and held against each checkpoint and each tile on the way."""

    def __init__(
        self,
        shard: Path,
        report: Report,
        signed: Sequence[Checkpoint],
        trusted: Sequence[Checkpoint],
        removed: Sequence[range] | None,
    ) -> None:
        """`signed` are the checkpoints that lie in the shard itself; as far as the last of them there are tiles."""
        self._shard, self._report, self._removed = shard, report, removed
        self._read = partial(layout.read_tile, shard)
        self._trusted = frozenset(trusted)
        self._checkpoints = sorted({*signed, *trusted}, key=lambda one: one.size)
        self._held = 0
        self._size = max((one.size for one in signed), default=0)
        self._edge = Frontier()
        self._leaves = bytearray()
        self._differing: list[tuple[int, Tile, Segment]] = []
        self._unlikely: list[Fault] = []
        self._good = self._good_for_sure = 0
        self._sizes: set[int] = set()

    def run(self, hashes: Hashes, told: Told) -> None:
        """Go through all records."""
        report, segment = self._report, None
        # Of no record at all.
        self._check()
        for segment, found in hashes:
            if segment.first != self._edge.size and not self._without(segment):
                # What comes after it has no place in the tree, and no checkpoint can be held against anything.
                self._held = len(self._checkpoints)
                break
            self._segment(segment, found)
            told(self._edge.size)
        report.records, report.checkpoints = self._edge.size, len(self._sizes)
        self._rest(segment)

    def _without(self, segment: Segment) -> bool:
        """Go on to a segment past records that are not there, by the hashes that were kept of them."""
        report, gone = self._report, range(self._edge.size, segment.first)
        missing = gone.stop if self._removed is None else first_not_in(gone, self._removed)
        if not gone:
            what = f"the file before this one holds {self._edge.size - segment.first} records more than its name leaves"
            report.faults.append(Fault(what, segment.first, segment.path))
            return False
        if missing < gone.stop:
            what = f"records {missing} to {gone.stop - 1} are missing before this file, and no removal is on record"
            report.faults.append(Fault(what, missing, segment.path))
        tiles = Tiles(self._size, self._read)
        kept = Segment(gone.start, self._shard / "tile")
        for first in range(gone.start // WIDTH * WIDTH, gone.stop, WIDTH):
            part = range(max(first, gone.start), min(first + WIDTH, gone.stop))
            try:
                hashes = tiles.leaves(part.start, part.stop)
            except (BadTile, ValueError) as error:
                path = self._shard / (error.path if isinstance(error, BadTile) else "tile")
                what = f"the hashes of what was removed cannot be read: {error}"
                report.faults.append(Fault(what, part.start, path))
                return False
            self._segment(kept, hashes)
        report.removed += len(gone)
        return True

    def _segment(self, segment: Segment, hashes: bytes) -> None:
        at = 0
        while at < len(hashes):
            leaves = hashes[at : at + self._stride(len(hashes) - at)]
            if len(leaves) == WIDTH * HASH_BYTES:
                self._edge.append_subtree(HEIGHT, tile_root(leaves))
            else:
                self._edge.append(leaves)
            self._leaves += leaves
            at += len(leaves)
            if len(self._leaves) == WIDTH * HASH_BYTES:
                self._tile(segment)
            if self._held < len(self._checkpoints) and self._checkpoints[self._held].size == self._edge.size:
                self._check(segment)

    def _stride(self, rest: int) -> int:
        """How many bytes of hashes to take at once: a whole tile, unless a checkpoint ends within it, else one."""
        size = self._edge.size
        whole = not self._leaves and size % WIDTH == 0 and rest >= WIDTH * HASH_BYTES
        within = self._held < len(self._checkpoints) and self._checkpoints[self._held].size < size + WIDTH
        return WIDTH * HASH_BYTES if whole and not within else HASH_BYTES

    def _tile(self, segment: Segment) -> None:
        """Hold the leaves since the last full tile against the tile on disk, as far as it was signed."""
        leaves = bytes(self._leaves)
        self._leaves.clear()
        first = self._edge.size - len(leaves) // HASH_BYTES
        if first >= self._size:
            return
        tile = Tile(0, first // WIDTH, min(WIDTH, self._size - first))
        kept = self._read(tile.path)
        if kept is not None and len(kept) == tile.width * HASH_BYTES:
            count = min(len(leaves), len(kept))
            if leaves[:count] != kept[:count]:
                places = range(0, count, HASH_BYTES)
                at = next(at for at in places if leaves[at : at + HASH_BYTES] != kept[at : at + HASH_BYTES])
                self._differing.append((first + at // HASH_BYTES, tile, segment))
        elif tile.is_full:
            # A partial one may be gone: the next checkpoint has another.
            what = f"the tile of the hashes of records {first} to {first + WIDTH - 1} is missing or not whole"
            self._report.faults.append(Fault(what, first, self._shard / tile.path))

    def _check(self, segment: Segment | None = None) -> None:
        """Hold the tree against the checkpoints of its size."""
        while self._held < len(self._checkpoints) and self._checkpoints[self._held].size <= self._edge.size:
            checkpoint = self._checkpoints[self._held]
            self._held += 1
            if self._edge.root() != checkpoint.root:
                self._unlike(checkpoint, segment)
                continue
            self._sizes.add(checkpoint.size)
            self._good = checkpoint.size
            if checkpoint in self._trusted:
                self._good_for_sure = checkpoint.size

    def _unlike(self, checkpoint: Checkpoint, segment: Segment | None) -> None:
        # Whoever writes a log anew with its own key signs it anew: beside a checkpoint from elsewhere, only others from
        # elsewhere say how far it is as it was.
        good = self._good_for_sure if checkpoint in self._trusted else self._good
        what = f"the first {checkpoint.size} records are not those that were signed: one from {good} on differs"
        path = segment.path if segment else self._shard / "tile"
        self._unlikely.append(Fault(what, good, path))

    def _rest(self, segment: Segment | None) -> None:
        """What lies after the last full tile, and checkpoints of more records than there are."""
        if segment is not None and self._leaves:
            self._tile(segment)
        count = self._edge.size
        for checkpoint in self._checkpoints[self._held :]:
            what = f"{checkpoint.size} records were signed, and {count} are there: the end was cut off, or rolled back"
            self._report.faults.append(Fault(what, count, segment.path if segment else self._shard))
        self._tell_differing()
        self._upper_tiles()

    def _tell_differing(self) -> None:
        """A record and its hash differ: what the checkpoints say decides which of them was changed."""
        faults = self._report.faults
        located = False
        for number, tile, segment in self._differing:
            if self._good > number:
                what = f"the kept hash of record {number} was changed; the record itself is as it was signed"
                faults.append(Fault(what, number, self._shard / tile.path))
            else:
                what = f"record {number} is not the one whose hash was kept: it was changed, moved, added or taken away"
                faults.append(Fault(what, number, segment.path))
                located = True
        # Where the kept hashes say which record it is, a checkpoint that says no more than that says nothing new.
        faults += [] if located else self._unlikely

    def _upper_tiles(self) -> None:
        """Each full tile of hashes of tiles must be what those tiles make it."""
        if self._report.faults:
            return
        for tile in tiles_between(0, min(self._size, self._edge.size)):
            if tile.level and tile.is_full and not self._is_made(tile):
                first = tile.index << (8 * (tile.level + 1))
                what = f"the tile {tile.path} is not made of the tiles below it"
                self._report.faults.append(Fault(what, first, self._shard / tile.path))

    def _is_made(self, tile: Tile) -> bool:
        below = (self._read(Tile(tile.level - 1, tile.index * WIDTH + place).path) for place in range(WIDTH))
        made = b"".join(tile_root(one) for one in below if one is not None and len(one) == WIDTH * HASH_BYTES)
        return self._read(tile.path) == made
