import asyncio
import os
import signal
from pathlib import Path

import pytest

from quarterdeck.extract.child import Child
from quarterdeck.extract.inflate import zstd

from .build import docx, pdf_of, stream

MEMORY = 200 << 20
WORDS = docx("some words")


def form_that_draws_itself():
    """A picture of itself, at the sight of which pdfium takes all the memory there is."""
    resources = b"/Resources<</XObject<</X 5 0 R>>>>"
    return pdf_of(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R%s>>" % resources,
            stream(b"/X Do"),
            stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]" + resources),
        ]
    )


def run(test, **options):
    async def go():
        child = Child(options.pop("seconds", 10.0), options.pop("memory", MEMORY), **options)
        try:
            await test(child)
        finally:
            await child.close()

    asyncio.run(go())


async def is_well(child):
    found = await child.extract(WORDS, "")
    return found.opaque == () and ("word/document.xml", "some words") in found.texts


def test_its_process_is_started_late_and_kept():
    async def test(child):
        assert child.pid is None
        assert await is_well(child)
        first = child.pid
        assert await is_well(child)
        assert child.pid == first

    run(test)


def test_a_process_that_takes_too_long_is_killed_and_another_takes_its_place():
    async def test(child):
        assert await is_well(child)
        os.kill(child.pid, signal.SIGSTOP)
        stopped = child.pid
        child.seconds = 0.5
        assert (await child.extract(WORDS, "")).opaque == (("", "time-budget"),)
        child.seconds = 10
        assert await is_well(child)
        assert child.pid != stopped

    run(test)


def test_a_process_that_is_killed_harms_nobody():
    async def test(child):
        assert await is_well(child)
        os.kill(child.pid, signal.SIGSTOP)
        asking = asyncio.create_task(child.extract(WORDS, ""))
        await asyncio.sleep(0.1)
        os.kill(child.pid, signal.SIGKILL)
        assert (await asking).opaque == (("", "extractor-failed"),)
        assert await is_well(child)

    run(test)


def test_a_library_that_takes_all_memory_ends_its_process_only():
    async def test(child):
        assert (await child.extract(form_that_draws_itself(), "")).opaque == (("", "extractor-failed"),)
        assert await is_well(child)

    run(test)


def test_memory_has_an_end():
    async def test(child):
        found = await child.extract("\u4e2d\u6587".encode("gb18030") * (5 << 20), "")
        assert found.opaque == (("", "memory-budget"),)
        assert await is_well(child)

    run(test, memory=150 << 20)


def test_a_caller_that_gives_up_leaves_no_answer_behind():
    async def test(child):
        assert await is_well(child)
        other = docx("other words")
        for pause in (0, 0.0005, 0.002, 0.005):
            asking = asyncio.create_task(child.extract(other, ""))
            await asyncio.sleep(pause)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            assert await is_well(child)

    run(test)


def test_a_process_is_replaced_after_so_many_files():
    async def test(child):
        assert await is_well(child)
        first = child.pid
        assert await is_well(child)
        assert child.pid is None
        assert await is_well(child)
        assert child.pid != first

    run(test, jobs=2)


def test_no_process_is_left_over():
    pids = []

    async def test(child):
        for _ in range(3):
            assert await is_well(child)
            pids.append(child.pid)
            child.kill()

    run(test, jobs=1000)
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def environment(pid):
    return Path(f"/proc/{pid}/environ").read_bytes()


def test_secrets_of_the_environment_stay_here(monkeypatch):
    monkeypatch.setenv("A_MADE_UP_SECRET", "x")

    async def test(child):
        assert await is_well(child)
        assert b"A_MADE_UP_SECRET" not in environment(child.pid)

    run(test)


def test_a_large_file_goes_there_and_comes_back():
    words = "".join(f"line {number} with some words\n" for number in range(300_000))

    async def test(child):
        found = await child.extract(zstd.compress(words.encode()), "")
        assert ("content", words) in found.texts

    run(test)
