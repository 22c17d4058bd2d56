"""Each secret has one name: what two packaged detectors find alike stands here, with the reason why both are needed."""

from __future__ import annotations

from functools import cache

import pytest

from quarterdeck.config.detectors import detectors_of, packaged
from quarterdeck.detect import Detectors
from quarterdeck.model.content import Part

FAMILY = "secrets."
BY_WHAT_STANDS_BEFORE = {
    "secrets.api-key-header": "a header made for keys may hold any vendor's",
    "secrets.bearer-authorization": "a header of authorization may hold any vendor's",
    "secrets.key-prose": "people tell the key of any vendor",
    "secrets.password-assignment": "a token may be what a program calls its password",
    "secrets.password-config": "a token may be what a configuration calls its password",
    "secrets.secret-assignment": "the variable of any vendor's key is called so",
    "secrets.url-token": "the query of an address may hold any vendor's",
}
BOTH = {
    ("secrets.connection-string-password", "secrets.jdbc-password"): "the addresses of SQL Server are such strings",
    (
        "secrets.http-basic-url",
        "secrets.git-credential-url",
    ): "a remote's token stands where the password of a URL does",
    ("secrets.sk-key", "secrets.openai-key"): "the shape that others copied, with the mark that only the first has",
    ("secrets.slack-other-token", "secrets.slack-bot-token"): "lengths that Slack does not tell of are tokens too",
    ("secrets.slack-other-token", "secrets.slack-user-token"): "lengths that Slack does not tell of are tokens too",
}
SAMPLES = {
    f"{entry.id}-{number}": (entry.id, sample.replace("\u00b7", ""))
    for entry in packaged()
    for number, sample in enumerate(entry.hits)
}


@cache
def secrets() -> Detectors:
    return detectors_of((), everything=True).only(lambda id_: id_.startswith(FAMILY))


def others(owner: str, text: str) -> set[str]:
    """The detectors of secrets that find something in a sample of another one."""
    return {finding.detector for finding in secrets().find([Part("", text)])} - {owner, *BY_WHAT_STANDS_BEFORE}


@pytest.mark.parametrize(("owner", "text"), SAMPLES.values(), ids=SAMPLES)
def test_no_other_detector_of_secrets_fires_on_a_sample_without_a_reason(owner: str, text: str) -> None:
    assert {other for other in others(owner, text) if (other, owner) not in BOTH} == set()


def test_every_reason_is_of_use() -> None:
    seen = {(other, owner) for owner, text in SAMPLES.values() for other in others(owner, text)}
    assert set(BOTH) - seen == set()
    fired = {
        finding.detector
        for owner, text in SAMPLES.values()
        for finding in secrets().find([Part("", text)])
        if finding.detector != owner
    }
    assert set(BY_WHAT_STANDS_BEFORE) - fired == set()


def test_what_is_no_secret_is_not_named_one() -> None:
    named = {
        owner for owner, text in SAMPLES.values() if not owner.startswith(FAMILY) and secrets().find([Part("", text)])
    }
    assert named == set()
