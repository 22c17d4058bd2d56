"""The labelled texts: the same for the same seed, a quarter of them with nothing in them that must be found."""

from __future__ import annotations

from random import Random

from detection import carriers, negatives, prose
from detection.credentials import CREDENTIALS
from detection.document import Document, Kind
from detection.ids import IDS
from detection.markings import MARKINGS
from detection.persons import PERSONS
from detection.tokens import TOKENS

SECRETS = (*TOKENS, *CREDENTIALS)
KINDS = (*SECRETS, *PERSONS, *IDS, *MARKINGS)
SEED = 20_240_607
COUNT = 2_000


def generate(count: int = COUNT, seed: int = SEED) -> list[Document]:
    """So many texts."""
    pick = Random(seed)
    return [_document(pick) for _ in range(count)]


def _document(pick: Random) -> Document:
    draw = pick.random()
    if draw < 0.15:
        return _nothing(pick)
    if draw < 0.25:
        carrier, suffix, dump = pick.choice(negatives.DUMPS)
        text = f"{prose.sentences(pick, 'en', 1)}\n\n{dump(pick)}\n"
        return Document(text, (), carrier, suffix)
    if draw < 0.55:
        kinds: tuple[Kind, ...] = SECRETS
    elif draw < 0.82:
        kinds = PERSONS
    elif draw < 0.97:
        kinds = IDS
    else:
        kinds = MARKINGS
    chosen = _some(pick, kinds)
    return _carried(pick, chosen, people=kinds is PERSONS or kinds is IDS)


def _some(pick: Random, kinds: tuple[Kind, ...]) -> list[Kind]:
    """One to three of different names, every category as often as any other."""
    categories = sorted({kind.category for kind in kinds})
    wanted = pick.choices(categories, k=pick.choice((1, 1, 2, 3)))
    drawn = [pick.choice([kind for kind in kinds if kind.category == category]) for category in wanted]
    return list({kind.name: kind for kind in drawn}.values())


def _carried(pick: Random, kinds: list[Kind], *, people: bool) -> Document:
    if kinds[0].category == "marking":
        carrier = pick.choice((carriers.chat, carriers.mail))
    elif people:
        carrier = pick.choice(carriers.PEOPLE)
    else:
        carrier = pick.choice(carriers.CODE)
    if carrier in {carriers.chat, carriers.mail}:
        kinds = [kind for kind in kinds if not kind.codes]
    if carrier is carriers.table:
        kinds = kinds[:1]
    if not kinds:
        return _nothing(pick)
    return carrier(pick, [(kind, kind.make(pick)) for kind in kinds], _language(pick, kinds))


def _language(pick: Random, kinds: list[Kind]) -> str:
    """One that all of the values are at home in; of those at home everywhere, now and then another than English."""
    bound = [set(kind.languages) for kind in kinds if kind.languages]
    common = sorted(set.intersection(*bound)) if bound else sorted(prose.AROUND) if pick.random() < 0.35 else ["en"]
    return pick.choice(common or ["en"])


def _nothing(pick: Random) -> Document:
    """Sentences, settings and what only looks like something."""
    language = pick.choice(("en", "en", *prose.PLAIN))
    if pick.random() < 0.6:
        lines = [f"{prose.sentences(pick, language, 2)} {negatives.line(pick)}" for _ in range(pick.randint(2, 5))]
        return Document("\n".join(lines), (), "chat", ".txt", language)
    lines = [negatives.setting(pick) for _ in range(pick.randint(4, 10))]
    return Document("\n".join(lines) + "\n", (), "settings", pick.choice((".env", ".py", ".yaml")))
