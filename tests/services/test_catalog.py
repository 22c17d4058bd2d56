"""The packaged catalogue is whole and sound, and files of one's own add to and correct it."""

import re
from pathlib import Path

import pytest
import yaml

from quarterdeck.errors import Problems
from quarterdeck.model.service import Host, Jurisdiction, members
from quarterdeck.services.catalog import extend, load_catalog, load_makers, rules_dir
from quarterdeck.services.entry import CATEGORIES
from quarterdeck.services.match import Catalog

CATALOG = load_catalog()
SERVICES = list(CATALOG.services.values())
AI = [service for service in SERVICES if service.category != "registry"]


def test_the_catalogue_is_whole():
    assert len(AI) >= 364
    assert {service.category for service in SERVICES} == CATEGORIES
    assert list(CATALOG.services) == sorted(CATALOG.services)


def test_each_file_holds_its_category():
    for path in (rules_dir() / "services").glob("*.yaml"):
        entries = yaml.safe_load(path.read_text()).get("services") or ()
        if path.stem != "registries":
            assert {entry["category"] for entry in entries} <= {path.stem}, path


def test_every_host_says_where_it_is_known_from():
    cited = yaml.safe_load((rules_dir() / "services" / "sources.yaml").read_text())["sources"]
    for service in SERVICES:
        for host in service.hosts:
            assert host.sources, (service.id, host.host)
            assert set(host.sources) <= set(cited)
        assert set(service.sources) == {source for host in service.hosts for source in host.sources}


def test_what_only_general_knowledge_says_of_an_ai_host_is_marked_uncertain():
    for service in AI:
        for host in service.hosts:
            assert host.uncertain or host.sources != ("gk",), (service.id, host.host)


@pytest.mark.parametrize(
    ("id_", "host"),
    [
        ("azure-ai-foundry", "services.ai.azure.com"),
        ("databricks-ai", "cloud.databricks.com"),
        ("huggingface-hub", "cas-server.xethub.hf.co"),
        ("gitlab-duo", "cloud.gitlab.com"),
        ("google-translate", "translate.google.com"),
        ("openai-chatgpt", "ai.com"),
    ],
)
def test_uncertain_hosts_are_marked(id_, host):
    assert next(entry for entry in CATALOG.services[id_].hosts if entry.host == host).uncertain


@pytest.mark.parametrize(
    ("id_", "jurisdictions"),
    [
        ("deepseek-web", [("CN", "operator", True)]),
        ("openai-api", [("US", "operator", True)]),
        ("aihubmix", [("CN", "operator", False)]),
        ("opera-aria", [("NO", "operator", True)]),
        ("trae", [("SG", "operator", False), ("CN", "owner", True)]),
        ("zenmux", []),
    ],
)
def test_jurisdictions(id_, jurisdictions):
    found = CATALOG.services[id_].jurisdictions
    assert [(j.country, j.basis, j.certain) for j in found] == jurisdictions


@pytest.mark.parametrize(
    ("id_", "models"),
    [
        ("deepseek-api", "own"),
        ("openai-chatgpt", "own"),
        ("openrouter", "any"),
        ("amazon-bedrock", "any"),
        ("huggingface-hub", "any"),
        ("cursor", "any"),
        ("poe", "any"),
        ("tencent-yuanbao", "any"),
        ("deepl", "none"),
        ("deepseek-telemetry", "none"),
        ("pypi", "none"),
    ],
)
def test_whose_models_a_service_serves(id_, models):
    assert CATALOG.services[id_].models == models


def test_families_and_aliases():
    assert [s.id for s in members(CATALOG.services, "deepseek")] == [
        "deepseek-api",
        "deepseek-telemetry",
        "deepseek-web",
    ]
    assert "DeepSeek" in CATALOG.services["deepseek-web"].vendor_aliases
    assert "ByteDance" in CATALOG.services["volcengine-ark"].vendor_aliases


def test_a_registry_is_in_no_family_of_an_ai_service_and_bears_no_jurisdiction():
    families = {service.id.partition("-")[0] for service in AI}
    for service in SERVICES:
        if service.category == "registry":
            assert service.id.partition("-")[0] not in families, service.id
            assert service.jurisdictions == ()


@pytest.mark.parametrize(
    "host",
    "api.cloudflare.com x.com duckduckgo.com github.com api.github.com snowflakecomputing.com notion.so canva.com "
    "content-push.googleapis.com volces.com volcengine.com gator.volces.com maas.aliyuncs.com search.brave.com "
    "cognitiveservices.azure.com substrate.office.com play.google.com clients2.google.com".split(),
)
def test_hosts_that_serve_much_else_never_decide_alone(host):
    match = CATALOG.match(host, "/")
    assert match.service is None
    assert match.candidates
    assert all(entry.shared for _, entry in match.candidates)


def test_only_hosts_that_carry_little_but_models_are_shared_and_intercepted():
    found = {host.host for service in SERVICES for host in service.hosts if host.shared and host.intercept}
    assert found == {
        "cognitiveservices.azure.com",
        "dd20bb891979d25aebc8bec07b2b3bbc.r2.cloudflarestorage.com",
        "maas.aliyuncs.com",
        "moark.com",
    }


def test_the_paths_of_a_service_lead_to_it_or_to_another_behind_the_same_host():
    for service in AI:
        for host in service.hosts:
            for pattern in service.api_paths:
                if host.match == "regex" or pattern.startswith("//"):
                    continue
                path = re.sub(r"\*|\{[^}]*\}", "x", pattern).lower()
                match = CATALOG.match(host.host, path)
                assert match.service is not None, (service.id, host.host, path)
                assert match.service is service or any(other.host == host.host for other in match.service.hosts), (
                    service.id,
                    host.host,
                    path,
                    match.service.id,
                )


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_a_file_of_rules_may_add_and_correct(tmp_path):
    write(
        tmp_path,
        "mine.yaml",
        """policy: mine
ban: [acme-chat]
services:
- id: acme_chat
  name: Acme Chat
  vendor: Acme
  category: chatbot
  hosts: [chat.acme.example]
- id: deepseek-web
  hosts: [deepseek.example]
vendors: {Acme: [ACME Corp.]}
""",
    )
    write(tmp_path, "notes.txt", "not: [a rule")
    catalog = load_catalog([tmp_path])
    assert catalog.match("www.chat.acme.example").service.vendor_aliases == ("ACME Corp.",)
    assert catalog.match("deepseek.example").service.id == "deepseek-web"
    assert catalog.match("chat.deepseek.com").service.id == "deepseek-web"
    assert CATALOG.match("deepseek.example").service is None


def test_which_file_is_read_first_does_not_matter(tmp_path):
    one = write(tmp_path, "one.yaml", "services:\n- {id: poe, models: own, hosts: [poe.example]}\n")
    two = write(tmp_path, "two.yaml", "services:\n- {id: poe, note: N, hosts: [poe2.example], api_paths: [/z]}\n")
    for order in ([one, two], [two, one]):
        poe = load_catalog(order).services["poe"]
        assert (poe.models, poe.note, "/z" in poe.api_paths) == ("own", "N", True)
        assert {"poe.com", "poe.example", "poe2.example"} <= {host.host for host in poe.hosts}


def test_two_files_that_contradict_each_other_are_refused(tmp_path):
    one = write(tmp_path, "one.yaml", "services:\n- {id: poe, models: own, hosts: [{host: p.example, shared: true}]}\n")
    two = write(tmp_path, "two.yaml", "services:\n- {id: poe, models: any, hosts: [p.example]}\n")
    with pytest.raises(Problems) as error:
        load_catalog([one, two])
    assert [(Path(p.file).name, p.line, p.code) for p in error.value.problems] == [("two.yaml", 2, "conflict")] * 2
    assert "models" in str(error.value)
    assert "one.yaml:2" in str(error.value)


def test_all_mistakes_of_all_files_are_reported_at_once(tmp_path):
    one = write(
        tmp_path,
        "one.yaml",
        """services:
- id: new-one
  name: New
- id: deepseek-web
  categori: chatbot
  hosts:
  - {host: 'bad host', match: suffix}
  without: [nothing.example]
vendors: {DeepSeak: [x]}
""",
    )
    two = write(tmp_path, "two.yaml", "services: [\n")
    gone = tmp_path / "gone.yaml"
    with pytest.raises(Problems) as error:
        load_catalog([one, two, gone])
    assert [(Path(p.file).name, p.line, p.column) for p in error.value.problems] == [
        ("gone.yaml", 0, 0),
        ("one.yaml", 2, 3),
        ("one.yaml", 5, 3),
        ("one.yaml", 7, 6),
        ("one.yaml", 8, 3),
        ("one.yaml", 9, 11),
        ("two.yaml", 2, 1),
    ]
    text = str(error.value)
    assert "lacks vendor, category, hosts" in text
    assert "did you mean 'category'?" in text
    assert "no service has the vendor 'DeepSeak'" in text


def test_extend_takes_plain_data_with_places():
    entries = [{"id": "poe", "jurisdiction": "FR"}, {"id": "x", "name": "X"}]
    with pytest.raises(Problems) as error:
        extend(CATALOG, entries, "mine.yaml", {("services", 1): (7, 3)})
    assert [str(problem).partition(" the ")[0] for problem in error.value.problems] == ["mine.yaml:7:3: error:"]
    found = extend(CATALOG, entries[:1]).services["poe"]
    assert found.jurisdictions == (Jurisdiction("FR"),)
    assert found.hosts == CATALOG.services["poe"].hosts


def test_extending_nothing_adds_a_service():
    entry = {"id": "a", "name": "A", "vendor": "V", "category": "chatbot", "hosts": ["a.example"]}
    assert extend(Catalog(()), [entry]).match("a.example").host == Host("a.example")


def test_the_table_of_makers_loads():
    assert [maker.vendor for maker in load_makers().of(("deepseek-chat",), None)] == ["DeepSeek"]
