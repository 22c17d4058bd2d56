"""A plain list of banned domains, as large as such lists get: time to load, memory, time of a look-up."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

SCRIPT = """
import json, random, sys, tempfile, time
from pathlib import Path
from quarterdeck.policy.domains import read_domains

count = int(sys.argv[1])
random.seed(1)
letters = "abcdefghijklmnopqrstuvwxyz0123456789"

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

with tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "banned.txt")
    with path.open("w") as file:
        for number in range(count):
            name = "".join(random.choices(letters, k=random.randint(6, 18)))
            file.write(f"{name}{number}.{random.choice(['com', 'net', 'example.org', 'co.uk', 'xyz'])}\\n")
    names = path.read_text().split()
    hosts = ["www.api." + random.choice(names) for _ in range(50_000)]
    hosts += [f"host{n}.ordinary.example" for n in range(50_000)]
    del names
    before = resident()
    began = time.perf_counter()
    banned = read_domains(path)
    seconds = time.perf_counter() - began
    megabytes = (resident() - before) / 1e6
    began = time.perf_counter()
    hits = sum(map(banned.covers, hosts))
    lookup = (time.perf_counter() - began) / len(hosts) * 1e6
    assert hits == 50_000, hits
    print(json.dumps({"names": count, "seconds": seconds, "megabytes": megabytes, "lookup_us": lookup}))
"""


def measure_domains(count: int) -> dict[str, Any]:
    """The figures, taken in a fresh process so that its memory is its own."""
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(count)], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
