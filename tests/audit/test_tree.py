"""Roots and proofs are those of RFC 6962, and nothing but the right proof is believed."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quarterdeck.audit import tree
from quarterdeck.audit.tree import EMPTY, Frontier, leaf_hash, node_hash, root

# The leaves and roots that implementations of RFC 6962 have shared since the first of them.
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    bytes.fromhex(text)
    for text in """
    e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
    6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
    fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125
    aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77
    d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7
    4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4
    76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef
    ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c
    5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328
    """.split()
]
A, B, C, D, E, F = (
    bytes.fromhex(text)
    for text in """
    96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7
    5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e
    6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4
    bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b
    ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0
    0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a
    """.split()
)

# One tree for all: its leaves, and all its complete subtrees as the frontier told them.
MOST = 5000
HASHES = [leaf_hash(b"record %d" % number) for number in range(MOST)]


def grown(leaves: list[bytes]) -> dict[tuple[int, int], bytes]:
    frontier, nodes = Frontier(), {}
    for number, leaf in enumerate(leaves):
        for level, one in enumerate(frontier.append(leaf)):
            nodes[level, number >> level] = one
    return nodes


NODES = grown(HASHES)


def hash_at(level: int, index: int) -> bytes:
    return NODES[level, index]


def by_the_book(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, over the hashes of leaves, as it is written there."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else sha256(b"").digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + by_the_book(leaves[:split]) + by_the_book(leaves[split:])).digest()


def turns(index: int, size: int) -> str:
    """On which side the siblings stand on the way up from a leaf: the shape of its path."""
    if size == 1:
        return ""
    split = 1 << ((size - 1).bit_length() - 1)
    return turns(index, split) + "r" if index < split else turns(index - split, size - split) + "l"


def test_leaves_and_nodes_are_hashed_apart() -> None:
    assert ROOTS[0] == EMPTY
    assert leaf_hash(b"") == ROOTS[1]
    assert leaf_hash(bytes.fromhex("101112131415161718191a1b1c1d1e1f")).hex() == (
        "3bfb960453ebaebf33727da7a1f4db38acc051d381b6da20d6d4e88f0eabfd7a"
    )
    assert node_hash(bytes(range(0x20)), bytes(range(0x20, 0x40))).hex() == (
        "1a378704c17da31e2d05b6d121c2bb2c7d76f6ee6fa8f983e596c2d034963c57"
    )


@pytest.mark.parametrize("size", range(9))
def test_the_known_leaves_have_the_known_roots(size: int) -> None:
    leaves = list(map(leaf_hash, LEAVES[:size]))
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    nodes = grown(leaves)
    assert frontier.root() == ROOTS[size]
    assert tree.root(leaves) == ROOTS[size]
    assert tree.root_at(size, lambda level, index: nodes[level, index]) == ROOTS[size]


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [(0, 1, []), (0, 8, [A, B, C]), (5, 8, [D, E, ROOTS[4]]), (2, 3, [ROOTS[2]]), (4, 5, [ROOTS[4]])],
)
def test_the_known_paths_are_made_and_believed(index: int, size: int, path: list[bytes]) -> None:
    nodes = grown(list(map(leaf_hash, LEAVES)))
    assert tree.inclusion_path(index, size, lambda level, at: nodes[level, at]) == path
    assert tree.verify_inclusion(leaf_hash(LEAVES[index]), index, size, path, ROOTS[size])


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [(1, 1, []), (1, 8, [A, B, C]), (6, 8, [F, E, ROOTS[4]]), (2, 5, [B, D]), (0, 5, [])],
)
def test_the_known_steps_are_made_and_believed(old: int, new: int, path: list[bytes]) -> None:
    nodes = grown(list(map(leaf_hash, LEAVES)))
    assert tree.consistency_path(old, new, lambda level, at: nodes[level, at]) == path
    assert tree.verify_consistency(old, ROOTS[old], new, ROOTS[new], path)


def test_a_path_of_a_real_certificate_log_is_believed() -> None:
    path = """
    1a208aeebcd1b39fe2de247ee8db9454e1e93a312d206b87f6ca9cc6ec6f1ddd
    0a1b78b383f580856f433c01a5741e160d451c185910027f6cc9f828687a40c4
    3d1745789bc63f2da15850de1c12a5bf46ed81e1cc90f086148b1662e79aab3d
    9095b61e14d8990acf390905621e62b1714fb8e399fbb71de5510e0aef45affe
    0a332b91b8fab564e6afd1dd452449e04619b18accc0ff9aa8393cd4928451f2
    2336f0181d264aed6d8f3a6507ca14a8d3b3c3a23791ac263e845d208c1ee330
    b4ce56e300590500360c146c6452edbede25d4ed83919278749ee5dbe178e048
    933f6ddc848ea562e4f9c5cfb5f176941301dad0c6fdb9d1fbbe34fac1be6966
    b95a6222958a86f74c030be27c44f57dbe313e5e7c7f4ffb98bcbd3a03bb52f2
    daeeb3ce5923defd0faeb8e0c210b753b85b809445d7d3d3cd537a9aabaa9c45
    7fadd0a13e9138a2aa6c3fdec4e2275af233b94812784f66bcca9aa8e989f2bc
    1864e6ba3e32878610546539734fb5eeae2529991f130c575c73a7e25a2a7c56
    12842d1202b1dc6828a17ab253c02e7ce9409b5192430feba44189f39cc02d66
    29af64b16fa3053c13d02ac63aa75b23aa468506e44c3a2315edc85d2dc22b11
    b527b99934a0bd9edd154e449b0502e2c499bba783f3bc3dfe23364b6b532009
    4584db8ae8e351ace08e01f306378a92bfd43611714814f3d834a2842d69faa8
    86a9a41573b0d6e4292f01e93243d6cc65b30f06606fc6fa57390e7e90ed580f
    a88b98fbe84d4c6aae8db9d1605dfac059d9f03fe0fcb0d5dff1295dacba09e6
    06326dc617a6d1f7021dc536026dbfd5fffc6f7c5531d48ef6ccd1ed1569f2a1
    f41fe8fdc3a2e4e8345e30216e7ebecffee26ff266eeced208a6c2a3cf08f960
    40cf5bde8abb76983f3e98ba97aa36240402975674e120f234b3448911090f8d
    b3222dc8658538079883d980d7fdc2bef9285344ea34338968f736b04aeb387a
    """
    assert tree.verify_inclusion(
        bytes.fromhex("7a395c866d5ecdb0cccb623e011dbc392cd348d1d1d72776174e127a24b09c78"),
        848049,
        3630887,
        [bytes.fromhex(line) for line in path.split()],
        bytes.fromhex("78316a05c9bcf14a3a4548f5b854a9adfcd46a4c034401b3ce7eb7ac2f1d0ecb"),
    )


@pytest.mark.parametrize("size", [*range(71), 255, 256, 257, 1000, 4096, MOST])
def test_roots_are_those_of_the_definition(size: int) -> None:
    expected = by_the_book(HASHES[:size])
    assert tree.root(HASHES[:size]) == expected
    assert tree.root_at(size, hash_at) == expected
    assert Frontier.at(size, hash_at).root() == expected


def test_a_frontier_goes_on_from_what_is_stored() -> None:
    for size in (0, 1, 37, 64, 4095):
        frontier = Frontier.at(size, hash_at)
        assert Frontier(size, frontier.hashes).hashes == frontier.hashes
        for number in range(size, size + 70):
            completed = frontier.append(HASHES[number])
            assert completed == [hash_at(level, number >> level) for level in range(len(completed))]
            assert len(completed) == ((number + 1) & -(number + 1)).bit_length()
        assert frontier.size == size + 70
        assert frontier.root() == tree.root(HASHES[: size + 70])


@pytest.mark.parametrize(
    ("size", "hashes"), [(-1, []), (-1, [EMPTY]), (0, [EMPTY]), (3, [EMPTY]), (1, [b"short"]), (4, [EMPTY] * 3)]
)
def test_a_frontier_takes_one_hash_for_each_bit_of_its_size(size: int, hashes: list[bytes]) -> None:
    with pytest.raises(ValueError, match="edge of a tree"):
        Frontier(size, hashes)


@pytest.mark.parametrize("level", range(5))
def test_a_subtree_that_is_known_by_its_root_is_added_as_its_leaves_are(level: int) -> None:
    one, other = Frontier(), Frontier()
    for first in range(0, 100 << level, 1 << level):
        leaves = [leaf_hash(b"%d" % number) for number in range(first, first + (1 << level))]
        for leaf in leaves:
            one.append(leaf)
        other.append_subtree(level, root(leaves))
        assert (one.size, one.hashes) == (other.size, other.hashes)


def test_a_subtree_that_begins_elsewhere_is_refused() -> None:
    frontier = Frontier()
    frontier.append(leaf_hash(b""))
    with pytest.raises(ValueError, match="no subtree of level 1 begins at leaf 1"):
        frontier.append_subtree(1, bytes(32))


def test_a_frontier_is_not_changed_through_what_it_shows() -> None:
    given_hashes = [HASHES[0]]
    frontier = Frontier(1, given_hashes)
    frontier.append(HASHES[1])
    assert given_hashes == [HASHES[0]]


@pytest.mark.parametrize("size", range(1, 71))
def test_every_leaf_of_every_small_tree_is_proven(size: int) -> None:
    root = by_the_book(HASHES[:size])
    for index in range(size):
        path = tree.inclusion_path(index, size, hash_at)
        assert len(path) == len(turns(index, size))
        assert tree.verify_inclusion(HASHES[index], index, size, path, root)
        for other in range(size + 2):
            if other != index:
                assert not tree.verify_inclusion(HASHES[index], other, size, path, root)
                assert not tree.verify_inclusion(HASHES[other], index, size, path, root)
        for other in range(72):
            same_shape = other > index and turns(index, other) == turns(index, size)
            assert tree.verify_inclusion(HASHES[index], index, other, path, root) == same_shape
            if other != size:
                assert not tree.verify_inclusion(HASHES[index], index, other, path, tree.root(HASHES[:other]))


@pytest.mark.parametrize("new", range(71))
def test_every_step_between_small_trees_is_proven(new: int) -> None:
    roots = [tree.root(HASHES[:size]) for size in range(72)]
    for old in range(new + 1):
        path = tree.consistency_path(old, new, hash_at)
        assert tree.verify_consistency(old, roots[old], new, roots[new], path)
        for other in range(72):
            if other != old and old not in (0, new):
                assert not tree.verify_consistency(other, roots[other], new, roots[new], path)
            if other != old:
                assert not tree.verify_consistency(old, roots[other], new, roots[new], path)
            if other != new and old != 0:
                assert not tree.verify_consistency(old, roots[old], other, roots[other], path)
                assert not tree.verify_consistency(old, roots[old], new, roots[other], path)


def damaged(path: list[bytes], data: st.DataObject) -> list[bytes]:
    """A path with one thing wrong."""
    path = list(path)
    kinds = ["longer", *(["byte", "shorter", "cut"] if path else []), *(["swapped"] if len(path) > 1 else [])]
    kind = data.draw(st.sampled_from(kinds))
    at = data.draw(st.integers(0, max(len(path) - 1, 0)))
    if kind == "byte":
        byte, bit = data.draw(st.integers(0, 31)), data.draw(st.integers(0, 7))
        one = bytearray(path[at])
        one[byte] ^= 1 << bit
        path[at] = bytes(one)
    elif kind == "shorter":
        del path[at]
    elif kind == "cut":
        path[at] = path[at][:-1]
    elif kind == "longer":
        path.insert(at, data.draw(st.sampled_from([*path, EMPTY, HASHES[0], b""])))
    else:
        path[at], path[at - 1] = path[at - 1], path[at]
    return path


@given(st.data())
def test_a_leaf_of_any_tree_is_proven_by_its_path_alone(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, MOST))
    index = data.draw(st.integers(0, size - 1))
    root = tree.root_at(size, hash_at)
    path = tree.inclusion_path(index, size, hash_at)
    assert tree.verify_inclusion(HASHES[index], index, size, path, root)
    assert not tree.verify_inclusion(HASHES[index], index, size, damaged(path, data), root)
    other = data.draw(st.integers(-3, MOST + 3))
    assume(other not in (index, size))
    assert not tree.verify_inclusion(HASHES[index], other, size, path, root)
    if 0 < other <= MOST:
        assert not tree.verify_inclusion(HASHES[index], index, other, path, tree.root_at(other, hash_at))


@given(st.data())
def test_a_step_between_any_trees_is_proven_by_its_path_alone(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, MOST))
    old = data.draw(st.integers(0, new))
    old_root, new_root = tree.root_at(old, hash_at), tree.root_at(new, hash_at)
    path = tree.consistency_path(old, new, hash_at)
    assert tree.verify_consistency(old, old_root, new, new_root, path)
    assert not tree.verify_consistency(old, old_root, new, new_root, damaged(path, data))
    other = data.draw(st.integers(1, MOST).filter(lambda size: size not in (old, new)))
    assert not tree.verify_consistency(other, tree.root_at(other, hash_at), new, new_root, path)
    if old:
        assert not tree.verify_consistency(old, old_root, other, tree.root_at(other, hash_at), path)


def test_a_tree_that_forgot_or_changed_a_record_is_not_one_that_grew() -> None:
    changed = [*HASHES[:10], HASHES[4999], *HASHES[11:64]]
    nodes = grown(changed)
    path = tree.consistency_path(33, 64, lambda level, index: nodes[level, index])
    assert not tree.verify_consistency(33, tree.root(HASHES[:33]), 64, tree.root(changed), path)
    assert not tree.verify_consistency(64, tree.root(HASHES[:64]), 33, tree.root(HASHES[:33]), path)


@pytest.mark.parametrize(
    ("old", "old_root", "new", "new_root", "path"),
    [
        (0, ROOTS[1], 5, ROOTS[5], []),  # the empty tree has one root
        (0, EMPTY, 5, ROOTS[5], [A]),  # needs no path
        (0, EMPTY, 0, ROOTS[1], []),
        (0, ROOTS[1], 0, ROOTS[1], []),
        (3, ROOTS[3], 3, ROOTS[4], []),
        (3, ROOTS[3], 3, ROOTS[3], [A]),
        (6, ROOTS[6], 8, ROOTS[8], []),
        (4, ROOTS[4], 8, ROOTS[8], []),
        (-1, ROOTS[6], 8, ROOTS[8], [F, E, ROOTS[4]]),
        (6, b"", 8, ROOTS[8], [F, E, ROOTS[4]]),
        (-1, EMPTY, -1, EMPTY, []),
        (3, b"", 3, b"", []),
        (1, ROOTS[1], 4, ROOTS[2], [A]),  # too short for the size it is said to be of
    ],
)
def test_the_edges_of_consistency_are_not_lenient(
    old: int, old_root: bytes, new: int, new_root: bytes, path: list[bytes]
) -> None:
    assert not tree.verify_consistency(old, old_root, new, new_root, path)


def test_a_node_is_not_taken_for_a_leaf() -> None:
    assert not tree.verify_inclusion(leaf_hash(HASHES[0] + HASHES[1]), 0, 2, [hash_at(1, 1)], tree.root(HASHES[:4]))
    assert not tree.verify_inclusion(b"", 0, 1, [], b"")


def test_what_no_tree_holds_cannot_be_proven() -> None:
    for index, size in ((0, 0), (5, 5), (-1, 5), (6, 5)):
        with pytest.raises(ValueError, match="no leaf"):
            tree.inclusion_path(index, size, hash_at)
    for old, new in ((-1, 5), (6, 5)):
        with pytest.raises(ValueError, match="does not begin"):
            tree.consistency_path(old, new, hash_at)
