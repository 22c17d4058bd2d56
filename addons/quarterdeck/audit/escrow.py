"""A name that can be read again only by two people together, on this machine.

From the outside in: age to the reviewers, age to the approvers, and AES-256-GCM under a key of the state folder (of a
tenant, its own). None of the three layers helps without the other two.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from quarterdeck.audit.age import check_keys, encrypted
from quarterdeck.audit.seal import seal, unseal


class Escrow:
    """Seals names to `reviewers` and `approvers`, public keys of age. Raises ValueError when one is none."""

    def __init__(self, reviewers: Sequence[str], approvers: Sequence[str]) -> None:
        check_keys([*reviewers, *approvers])
        self._reviewers, self._approvers = reviewers, approvers
        # What is sealed to others than those of now is sealed anew; this tells which it was.
        listed = " ".join((*sorted(reviewers), "/", *sorted(approvers)))
        self.mark = sha256(listed.encode()).hexdigest()[:16]

    def seal(self, machine: bytes, pseudonym: str, name: str) -> bytes:
        """The name of a pseudonym under all three layers; `machine` is the key of the innermost."""
        inner = seal(machine, name.encode("utf-8", "surrogatepass"), pseudonym)
        return encrypted(encrypted(inner, self._approvers), self._reviewers)


def opened(machine: bytes, pseudonym: str, inner: bytes) -> str:
    """The name under the innermost layer. Raises NotSealed."""
    return unseal(machine, inner, pseudonym).decode("utf-8", "surrogatepass")
