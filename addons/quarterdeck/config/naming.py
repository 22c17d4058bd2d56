"""Who stands in the log how, as a configuration says: the people of a state folder, and the lines that name them."""

from __future__ import annotations

from quarterdeck.audit.epoch import Epochs
from quarterdeck.audit.erasure import oldest
from quarterdeck.audit.escrow import Escrow
from quarterdeck.audit.key import people_key, pseudonym_key
from quarterdeck.audit.layout import shards
from quarterdeck.audit.line import Line
from quarterdeck.audit.people import People
from quarterdeck.audit.space import Space, space, tenant_key
from quarterdeck.config.schema import Config


def line_of(config: Config, worker: int) -> Line:
    """The lines that a worker writes. Raises UsageError where a key cannot be read."""
    audit = config.audit
    if audit.principal == "clear":
        return Line(None, audit.url, worker)
    if audit.pseudonyms.keys == "shared":
        return Line(pseudonym_key(config.state), audit.url, worker)
    return Line(None, audit.url, worker, people_of(config))


def people_of(config: Config) -> People:
    """The people of a state folder, each under a key of their own. Raises UsageError where a key cannot be read."""
    audit = config.audit
    named = audit.identities
    escrow = Escrow(named.reviewers, named.approvers) if named.reviewers else None
    epochs = Epochs(audit.pseudonyms.rotate)
    return People(config.state / "identities", spaces_of(config), epochs, escrow, frozenset(audit.encrypt))


def drop_unseen(config: Config) -> int:
    """Remove the people of whom the log has no record any more; how many. Raises UsageError and OSError."""
    before = oldest(shards(config.audit_dir))
    return 0 if before is None else people_of(config).drop_unseen(before)


def spaces_of(config: Config) -> list[Space]:
    """Those of the tenants, in their order, and then that of everybody else. Raises UsageError."""
    tenants = (space(tenant_key(one.key_file, one.name), one.name, one.users, one.cidr) for one in config.audit.tenants)
    return [*tenants, space(people_key(config.state))]
