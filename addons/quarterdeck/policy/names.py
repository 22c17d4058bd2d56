"""What the names in rules stand for: services of the catalogue, resolved once, when a policy is compiled."""

from __future__ import annotations

from collections.abc import Mapping

from quarterdeck.errors import did_you_mean
from quarterdeck.model.service import Service, members

# A vendor's name shorter than this may be part of any model's name by chance.
_TELLING = 5


class Unknown(Exception):
    """A name that the catalogue does not hold; `hint` proposes another."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class Names:
    """Looks names up in a catalogue. Vendors are compared case-folded and by every alias."""

    def __init__(self, services: Mapping[str, Service]) -> None:
        self.services = services
        self._vendors: dict[str, set[str]] = {}
        self._same: dict[str, set[str]] = {}
        self._categories: dict[str, set[str]] = {}
        self._vendor_spelling: dict[str, str] = {}
        for service in services.values():
            names = vendor_names(service)
            for name, spelled in zip(names, (service.vendor, *service.vendor_aliases), strict=True):
                self._vendors.setdefault(name, set()).add(service.id)
                self._same.setdefault(name, set()).update(names)
                self._vendor_spelling.setdefault(name, spelled)
            self._categories.setdefault(_plain(service.category), set()).add(service.id)

    def service(self, name: str) -> set[str]:
        """Ids of the service or family of that name. Raises Unknown."""
        found = {service.id for service in members(self.services, name)}
        if found:
            return found
        word = _plain(name)
        families = {id_.rsplit("-", cut)[0] for id_ in self.services for cut in range(1, id_.count("-") + 1)}
        hint = did_you_mean(word, [*self.services, *families])
        if "." in name:
            hint = f"if a host is meant, write `domain: {name}` in `ban:` or `host: {name}` in a rule"
        elif not hint and name.casefold() in self._vendors:
            hint = f"it is a vendor: write `vendor: {name}`"
        raise Unknown(f"{name!r} is neither a service nor a family of services in the catalogue", hint or _LOOK)

    def vendor(self, name: str) -> set[str]:
        """Ids of the services of a vendor. Raises Unknown."""
        found = self._vendors.get(name.casefold())
        if found:
            return found
        hint = did_you_mean(name.casefold(), self._vendors)
        for folded, spelled in self._vendor_spelling.items():
            hint = hint.replace(repr(folded), repr(spelled))
        raise Unknown(f"{name!r} is no vendor of the catalogue, nor an alias of one", hint or _LOOK)

    def category(self, name: str) -> set[str]:
        """Ids of the services of a category. Raises Unknown."""
        found = self._categories.get(_plain(name))
        if found:
            return found
        known = sorted(self._categories)
        hint = did_you_mean(_plain(name), known) or f"the categories are {', '.join(known)}"
        raise Unknown(f"{name!r} is no category of the catalogue", hint)

    def jurisdiction(self, country: str, basis: str) -> dict[str, bool]:
        """Ids of the services that answer to a country, and whether the catalogue is certain of it."""
        found: dict[str, bool] = {}
        for service in self.services.values():
            certain = [
                entry.certain
                for entry in service.jurisdictions
                if entry.country == country and basis in ("any", entry.basis)
            ]
            if certain:
                found[service.id] = any(certain)
        return found

    def same_vendor(self, name: str) -> set[str]:
        """Every name, case-folded, of the vendor that bears this name; at least the name itself."""
        return {name.casefold(), *self._same.get(name.casefold(), ())}

    def knows_vendor(self, name: str) -> bool:
        """Whether the catalogue holds a vendor of that name or alias."""
        return name.casefold() in self._vendors

    def vendors(self) -> list[str]:
        """Every vendor's name and alias, as the catalogue spells them."""
        return list(self._vendor_spelling.values())

    def owner(self, glob: str) -> str:
        """The vendor (case-folded) whose name a model glob begins with, or "" when it could be anybody's.

        `*deepseek*` asks about DeepSeek's models, which a service that serves only another vendor's does not have.
        """
        run = glob.casefold().lstrip("*?")
        found = [name for name in self._vendors if len(name) >= _TELLING and run.startswith(name)]
        return max(found, key=lambda name: (len(name), name), default="")


_LOOK = "look it up with `quarterdeck services`, or add it under `services:`"


def vendor_names(service: Service) -> tuple[str, ...]:
    """The names of a service's vendor, case-folded: its own first, then the aliases."""
    return tuple(name.casefold() for name in (service.vendor, *service.vendor_aliases))


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(" ", "-")
