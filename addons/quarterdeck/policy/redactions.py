"""What has to be taken out of a request or an answer before it may go on, by the rules that redact."""

from __future__ import annotations

from collections.abc import Iterable

from quarterdeck.model.decision import STYLES, Redaction
from quarterdeck.model.facts import Facts, Stage
from quarterdeck.model.finding import SECRETS
from quarterdeck.policy.leaves_content import ASIDE
from quarterdeck.policy.ruleset import CompiledRule
from quarterdeck.policy.schema import RedactOptions

_DEFAULT = RedactOptions()


def redactions(rules: Iterable[CompiledRule], facts: Facts) -> tuple[Redaction, ...]:
    """What these rules, all of which hold, want taken out; () when that would not be enough to let it go on.

    It would not where a rule is about no findings, and where something could not be read that may hold more of them.
    """
    if facts.stage is Stage.CONNECTION or not facts.findings:
        return ()
    chosen: dict[int, Redaction] = {}
    for rule in rules:
        if rule.selects is None or (rule.counts_unknown and not ASIDE.issuperset(facts.opaque)):
            return ()
        options = rule.redact or _DEFAULT
        for number, finding in enumerate(facts.findings):
            if rule.selects(finding, facts.file_types):
                restore = options.restore and (options.restore_secrets or not finding.detector.startswith(SECRETS))
                wanted = Redaction(finding, options.style, restore and options.style != "mask")
                chosen[number] = _stricter(chosen.get(number), wanted)
    return tuple(chosen[number] for number in sorted(chosen))


def _stricter(before: Redaction | None, wanted: Redaction) -> Redaction:
    if before is None:
        return wanted
    style = min(before.style, wanted.style, key=STYLES.index)
    return Redaction(wanted.finding, style, before.restore and wanted.restore)
