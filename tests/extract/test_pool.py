import asyncio
import os
import signal

from quarterdeck.extract.pool import Extractors

from .build import docx

WORDS = docx("some words")


def run(test, **options):
    async def go():
        extractors = Extractors(**options)
        try:
            await test(extractors)
        finally:
            await extractors.close()

    asyncio.run(go())


def is_well(found):
    return found.opaque == () and ("word/document.xml", "some words") in found.texts


def test_many_at_once_are_all_answered():
    async def test(extractors):
        found = await asyncio.gather(*(extractors.extract(docx(f"number {n}")) for n in range(20)))
        assert [one.texts[-2][1] for one in found] == [f"number {n}" for n in range(20)]

    run(test, size=2)


def test_a_memory_view_is_taken():
    async def test(extractors):
        assert is_well(await extractors.extract(memoryview(WORDS)))

    run(test)


def test_beyond_the_queue_the_answer_is_at_once():
    async def test(extractors):
        found = await asyncio.gather(*(extractors.extract(WORDS) for _ in range(6)))
        busy = [one for one in found if one.opaque == (("", "extractor-busy"),)]
        assert 0 < len(busy) < 6
        assert all(is_well(one) for one in found if one not in busy)
        assert is_well(await extractors.extract(WORDS))

    run(test, waiting=2)


def test_nobody_waits_for_ever():
    async def test(extractors):
        assert is_well(await extractors.extract(WORDS))
        child = extractors._children[0]
        os.kill(child.pid, signal.SIGSTOP)
        first = asyncio.create_task(extractors.extract(WORDS))
        await asyncio.sleep(0.05)
        assert (await extractors.extract(WORDS)).opaque == (("", "extractor-busy"),)
        os.kill(child.pid, signal.SIGCONT)
        assert is_well(await first)

    run(test, patience=0.2)


def test_who_gives_up_while_waiting_takes_no_place():
    async def test(extractors):
        tasks = [asyncio.create_task(extractors.extract(WORDS)) for _ in range(4)]
        await asyncio.sleep(0)
        for task in tasks[1:3]:
            task.cancel()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        assert is_well(found[0])
        assert is_well(found[3])
        assert extractors._free.qsize() == 1
        assert extractors._queued == 0

    run(test)


def test_after_the_end_there_are_no_answers_and_no_processes():
    async def test(extractors):
        assert is_well(await extractors.extract(WORDS))
        await extractors.close()
        assert (await extractors.extract(WORDS)).opaque == (("", "extractor-busy"),)
        assert extractors._children[0].pid is None

    run(test)


def test_what_is_larger_than_any_upload_is_not_sent():
    class Huge(bytes):
        def __len__(self):
            return 1 << 40

    async def test(extractors):
        assert (await extractors.extract(Huge())).opaque == (("", "file-too-large"),)

    run(test)
