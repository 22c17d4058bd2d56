"""A line with findings as a Data Security Finding: which detectors found how much, and never what they found."""

from __future__ import annotations

from quarterdeck.export import lines
from quarterdeck.export import ocsf_parts as parts
from quarterdeck.export.lines import Line
from quarterdeck.export.ocsf_parts import Event, Place
from quarterdeck.export.ocsf_words import FAMILIES, FINDING, OTHER, Numbered

_SAID = frozenset({"findings", "host", "port", "service"})
_JOB: dict[str, Numbered] = {"whole": (1, "Complete"), "part": (2, "Partial")}


def finding(line: Line, place: Place, of: Event) -> Event:
    """The event beside `of`, which is the main event of the same line; it has a name of its own."""
    event = parts.opened(line, place, FINDING, (1, "Create"))
    event["metadata"]["uid"] = f"{place.uid}/findings"
    found = lines.findings(line)
    reason = lines.word(line, "reason")
    service = lines.word(line, "service")
    return {
        **event,
        **parts.control(line),
        # A finding has a life of its own: its status is not that of the exchange.
        "status_id": 1,
        "status": "New",
        **parts.present(status_detail=reason),
        "is_alert": True,
        "finding_info": {
            "uid": place.uid,
            "title": f"{sum(found.values())} findings in what was sent or answered",
            "types": sorted(found),
            "created_time": event["time"],
            "related_events": [{"uid": place.uid, "type_uid": of["type_uid"], "type_name": of["type_name"]}],
        },
        "data_security": _data(line, found),
        **parts.present(
            actor=parts.actor(line),
            src_endpoint=parts.source(line),
            dst_endpoint=parts.destination(line),
            resources=[{"name": service, "type": "AI service"}] if service else [],
        ),
        **parts.unmapped(line, _SAID, parts.WHO, parts.controlled(line)),
    }


def _data(line: Line, found: dict[str, int]) -> Event:
    category = _category(found)
    job = _JOB.get(lines.word(line, "coverage"))
    data: Event = {
        "detection_system_id": 5,
        "detection_system": "Secure Web Gateway",
        "data_lifecycle_state_id": 2,
        "data_lifecycle_state": "Data in-Transit",
        "category_id": category[0],
        "category": category[1],
        "discovery_details": [{"type": name, "count": count} for name, count in sorted(found.items())],
        "total": sum(found.values()),
        **parts.present(policy=parts.policy(line)),
    }
    return data | ({"status_id": job[0], "status": job[1]} if job else {})


def _category(found: dict[str, int]) -> Numbered:
    """The one kind of data that all findings are of; several are "Other", under their captions."""
    kinds = {FAMILIES.get(name.partition(".")[0], (0, "Unknown")) for name in found}
    return kinds.pop() if len(kinds) == 1 else (OTHER, ", ".join(sorted(caption for _, caption in kinds)))
