"""A sink whose receiver never says that it has a record: syslog. What it was sent counts after a while, and only then.

Whatever was sent less than `overlap` seconds before the connection ended is sent again, from the log itself, so that it
does not matter which side ended, or whether both did.
"""

from __future__ import annotations

from abc import abstractmethod

from quarterdeck.sinks.sink import Sink


class Unconfirmed(Sink):
    """`deliver` returns when the receiver's machine has taken all of a batch; its program may still lose it."""

    overlap = 10.0

    @abstractmethod
    def check(self) -> None:
        """See that the connection has not ended since. Raises Undelivered where it has."""
