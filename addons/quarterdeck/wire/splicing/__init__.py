"""Edits of a body that leave every byte but those asked for as it was, or are refused."""

from __future__ import annotations

from quarterdeck.wire.splicing.refused import CannotSplice
from quarterdeck.wire.splicing.splice import splice

__all__ = ["CannotSplice", "splice"]
