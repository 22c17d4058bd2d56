"""What policy files add to the catalogue, whatever their order, and where they contradict each other."""

from __future__ import annotations

from itertools import permutations

import pytest

from quarterdeck.config.catalogue import extended
from quarterdeck.errors import Problems
from quarterdeck.policy.load import load_policies
from quarterdeck.services.catalog import load_catalog

CATALOG = load_catalog()
OURS = "services: [{id: our-llm, name: Ours, vendor: We, category: llm-api, hosts: [llm.example.org]}]\n"


def files(**texts: str):
    return load_policies(text={f"{name}.yaml": text for name, text in texts.items()})


def test_nothing_added_is_the_same_catalogue():
    assert extended(CATALOG, files(a="policy: a\nban: [deepl]\n")) is CATALOG


def test_an_entry_is_added_and_another_corrected():
    found = extended(CATALOG, files(a=OURS, b="services: [{id: deepl, name: DeepL of Cologne}]\n"))
    assert found.match("llm.example.org").service.id == "our-llm"
    assert found.services["deepl"].name == "DeepL of Cologne"
    assert CATALOG.services["deepl"].name != "DeepL of Cologne"


def test_an_entry_may_cite_what_it_likes():
    cited = OURS.replace("hosts: [llm.example.org]", "sources: [memo-7], hosts: [{host: llm.example.org, src: [gk]}]")
    assert extended(CATALOG, files(a=cited)).services["our-llm"].sources == ("memo-7", "gk")


def test_the_order_of_files_cannot_be_told():
    texts = {
        "a": "services: [{id: deepl, hosts: [one.example]}]\n",
        "b": "services: [{id: deepl, hosts: [two.example], category: translator}]\n",
        "c": OURS,
    }
    loaded = files(**texts)
    catalogues = [extended(CATALOG, order).services for order in permutations(loaded)]
    assert all(catalogue == catalogues[0] for catalogue in catalogues)


def test_two_files_may_not_say_different_things_of_one_service():
    other = OURS.replace("Ours", "Mine")
    for order in permutations(files(a=OURS, b=other)):
        with pytest.raises(Problems) as caught:
            extended(CATALOG, order)
        (problem,) = caught.value.problems
        assert (problem.file, problem.line, problem.code) == ("b.yaml", 1, "conflict")
        assert "another name at a.yaml:1" in problem.message


def test_two_files_may_say_the_same():
    assert "our-llm" in extended(CATALOG, files(a=OURS, b=OURS)).services


def test_mistakes_of_all_files_are_told_at_once_with_their_places():
    with pytest.raises(Problems) as caught:
        extended(
            CATALOG,
            files(a="services:\n- {id: deepl, nam: x}\n", b="services:\n- {id: our-llm, name: Ours}\n"),
        )
    assert [(problem.file, problem.line, problem.column) for problem in caught.value.problems] == [
        ("a.yaml", 2, 15),
        ("b.yaml", 2, 3),
    ]
