"""Tiles lie where C2SP tlog-tiles says, hold what it says, and prove what the tree itself proves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.audit import tree
from quarterdeck.audit.tile import WIDTH, BadTile, Tile, Tiles, partial_tiles, tile_above, tile_root, tiles_between

MOST = 70_000
HASHES = [tree.leaf_hash(b"record %d" % number) for number in range(MOST)]


def written(size: int) -> dict[str, bytes]:
    """All tiles of a tree, each made from the level below as a log does it."""
    files: dict[str, bytes] = {}
    for tile in tiles_between(0, size):
        start = tile.index * WIDTH
        if tile.level == 0:
            files[tile.path] = b"".join(HASHES[start : start + tile.width])
        else:
            below = [files[Tile(tile.level - 1, index).path] for index in range(start, start + tile.width)]
            files[tile.path] = tile_above(below)
    return files


@pytest.fixture(scope="module")
def stored() -> dict[str, bytes]:
    return written(MOST)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 999), "tile/0/999"),
        (Tile(0, 1000), "tile/0/x001/000"),
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(5, 123_456_078, 2), "tile/5/x123/x456/078.p/2"),
        (Tile(63, 1, 255), "tile/63/001.p/255"),
        (Tile(0, 3_057_500), "tile/0/x003/x057/500"),
    ],
)
def test_a_tile_lies_where_the_specification_puts_it(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert Tile.parse(path) == tile


@given(st.builds(Tile, st.integers(0, 63), st.integers(0, 2**55), st.integers(1, 256)))
def test_every_path_is_read_back(tile: Tile) -> None:
    assert Tile.parse(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0/0",
        "tile/0/1234",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/123/456",
        "tile/0/x123/x456",
        "tile/0/x000/001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000\n",
        "/tile/0/000",
        "tile/0/../000",
        "tile/entries/000",
        "tile/0/٠٠٠",
    ],
)
def test_what_is_not_such_a_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match=r"not the path of a tile|no tile"):
        Tile.parse(path)


@pytest.mark.parametrize(("level", "index", "width"), [(-1, 0, 1), (64, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257)])
def test_there_is_no_tile_out_of_bounds(level: int, index: int, width: int) -> None:
    with pytest.raises(ValueError, match="no tile"):
        Tile(level, index, width)


def test_a_tree_of_70000_has_the_tiles_that_the_specification_counts() -> None:
    tiles = tiles_between(0, 70_000)
    assert [sum(tile.level == level and tile.is_full for tile in tiles) for level in range(4)] == [273, 1, 0, 0]
    assert [tile for tile in tiles if not tile.is_full] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert partial_tiles(70_000) == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert tiles_between(0, 256) == [Tile(0, 0), Tile(1, 0, 1)]
    assert partial_tiles(256) == [Tile(1, 0, 1)]
    assert tiles_between(0, 0) == partial_tiles(0) == []


@pytest.mark.parametrize(
    ("old", "new", "tiles"),
    [
        (1, 1, []),
        (7, 5, []),
        (100, 101, [Tile(0, 0, 101)]),
        (255, 257, [Tile(0, 0), Tile(0, 1, 1), Tile(1, 0, 1)]),
        (256, 300, [Tile(0, 1, 44)]),
        (300, 520, [Tile(0, 1), Tile(0, 2, 8), Tile(1, 0, 2)]),
        (65_535, 65_536, [Tile(0, 255), Tile(1, 0), Tile(2, 0, 1)]),
        (2**40 - 1, 2**40, [Tile(level, 256 ** (4 - level) - 1) for level in range(5)] + [Tile(5, 0, 1)]),
    ],
)
def test_only_what_grew_is_written_again(old: int, new: int, tiles: list[Tile]) -> None:
    assert tiles_between(old, new) == tiles


@given(st.lists(st.integers(0, 200_000), min_size=1, max_size=5))
def test_steps_leave_the_same_tiles_as_one_stride(sizes: list[int]) -> None:
    sizes.sort()
    kept: set[Tile] = set()
    for old, new in zip([0, *sizes], sizes, strict=False):
        kept -= set(partial_tiles(old))
        kept |= set(tiles_between(old, new)) | set(partial_tiles(new))
    assert kept == set(tiles_between(0, sizes[-1]))


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, MOST])
def test_the_root_of_the_tiles_is_the_root_of_the_tree(size: int) -> None:
    tiles = Tiles(size, written(size).get)
    assert tiles.root() == tree.root(HASHES[:size])
    assert tiles.root(size // 2) == tree.root(HASHES[: size // 2])
    assert tiles.root(0) == tree.EMPTY


def test_a_full_tile_has_one_root() -> None:
    assert tile_root(b"".join(HASHES[:256])) == tree.root(HASHES[:256])
    for short in (b"", b"".join(HASHES[:255]), b"".join(HASHES[:257])):
        with pytest.raises(ValueError, match="full tile"):
            tile_root(short)


def test_every_complete_subtree_is_found(stored: dict[str, bytes]) -> None:
    tiles = Tiles(600, written(600).get)
    for level in range(10):
        for index in range(600 >> level):
            span = HASHES[index << level : (index + 1) << level]
            assert tiles.hash_at(level, index) == tree.root(span)
    assert Tiles(MOST, stored.get).hash_at(16, 0) == tree.root(HASHES[: 1 << 16])


@pytest.mark.parametrize(("level", "index"), [(0, 600), (3, 75), (10, 0), (-1, 0), (0, -1), (64, 0)])
def test_a_subtree_that_is_not_complete_has_no_hash(level: int, index: int) -> None:
    with pytest.raises(ValueError, match="no complete subtree"):
        Tiles(600, written(600).get).hash_at(level, index)


@pytest.mark.parametrize(("start", "end"), [(0, 1), (0, 256), (255, 256), (256, 300), (512, 600), (599, 600)])
def test_the_leaves_of_one_tile_are_read_at_once(start: int, end: int) -> None:
    assert Tiles(600, written(600).get).leaves(start, end) == b"".join(HASHES[start:end])
    assert Tiles(600, written(700).get).leaves(start, end) == b"".join(HASHES[start:end])


@pytest.mark.parametrize(("start", "end"), [(0, 0), (255, 257), (0, 512), (599, 601), (-1, 5)])
def test_leaves_of_two_tiles_or_of_none_are_not(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no tile"):
        Tiles(600, written(600).get).leaves(start, end)


@given(st.data())
def test_proofs_come_from_tiles_also_when_the_log_has_grown(data: st.DataObject) -> None:
    stored_size = data.draw(st.sampled_from([MOST, 65_536, 300]))
    files = WRITTEN.setdefault(stored_size, written(stored_size))
    size = data.draw(st.integers(1, stored_size))
    old = data.draw(st.integers(0, size))
    index = data.draw(st.integers(0, size - 1))
    tiles = Tiles(size, files.get)
    root = tiles.root()
    assert tree.verify_inclusion(HASHES[index], index, size, tree.inclusion_path(index, size, tiles.hash_at), root)
    path = tree.consistency_path(old, size, tiles.hash_at)
    assert tree.verify_consistency(old, tiles.root(old), size, root, path)


WRITTEN: dict[int, dict[str, bytes]] = {}


@pytest.mark.parametrize("width", [45, 100, 255, 256])
def test_any_wider_tile_serves_when_the_log_has_grown(width: int) -> None:
    files = written(300)
    del files["tile/0/001.p/44"]
    files[Tile(0, 1, width).path] = b"".join(HASHES[256 : 256 + width])
    tiles = Tiles(300, files.get)
    assert tiles.root() == tree.root(HASHES[:300])
    with pytest.raises(ValueError, match="no complete subtree"):
        tiles.hash_at(0, 300)


def test_the_tile_of_its_own_size_is_read_first_and_only_once() -> None:
    asked: list[str] = []
    files = written(300)

    def read(path: str) -> bytes | None:
        asked.append(path)
        return files.get(path)

    tiles = Tiles(300, read)
    for index in (290, 299, 291, 3):
        tiles.hash_at(0, index)
    assert asked == ["tile/0/001.p/44", "tile/0/000"]


def test_a_reader_remembers_a_bounded_number_of_tiles(stored: dict[str, bytes]) -> None:
    tiles = Tiles(MOST, stored.get)
    for index in range(0, MOST, 256):
        assert tiles.hash_at(0, index) == HASHES[index]
        assert tiles.hash_at(8, 0) == tree.root(HASHES[:256])
    assert len(tiles._known) == 64


def test_a_missing_tile_is_named() -> None:
    files = written(300)
    del files["tile/0/001.p/44"]
    with pytest.raises(BadTile, match="missing") as caught:
        Tiles(300, files.get).root()
    assert caught.value.path == "tile/0/001.p/44"


@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: data + b"\0", lambda _: b""])
@pytest.mark.parametrize("path", ["tile/0/000", "tile/0/001.p/44", "tile/0/001.p/100"])
def test_a_tile_of_the_wrong_length_is_named(path: str, change: object) -> None:
    assert callable(change)
    files = written(300)
    if path == "tile/0/001.p/100":
        files[path] = files.pop("tile/0/001.p/44") + bytes(56 * 32)
    files[path] = change(files[path])
    with pytest.raises(BadTile, match="bytes, not") as caught:
        tree.inclusion_path(3, 300, Tiles(300, files.get).hash_at)
    assert caught.value.path == path


def test_the_root_vouches_only_for_the_right_edge() -> None:
    files = written(300)
    files["tile/0/000"] = bytes(8192)
    tiles = Tiles(300, files.get)
    assert tiles.root() == tree.root(HASHES[:300])
    path = tree.inclusion_path(3, 300, tiles.hash_at)
    assert not tree.verify_inclusion(HASHES[3], 3, 300, path, tiles.root())


def test_any_changed_bit_of_a_tile_changes_the_root() -> None:
    files = written(257)
    root = Tiles(257, files.get).root()
    leaves = bytearray(files["tile/0/001.p/1"])
    for at in range(len(leaves)):
        leaves[at] ^= 1
        assert Tiles(257, {**files, "tile/0/001.p/1": bytes(leaves)}.get).root() != root
        leaves[at] ^= 1
