"""Where the real corpus and the browser are, and what a run says of the tests that need what is not there."""

from __future__ import annotations

import gc
import os
import pickle
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from built_once import built_once
from hypothesis import HealthCheck, settings

from bench.browser import chromium
from ingest.files.discover import find
from ingest.model import Parsed
from ingest.workers import processes

ROOT = Path(__file__).parent.parent
CHROMIUM = chromium()
_MEMORY_OF_A_WORKER = 2 << 30
"""Bytes that a worker takes, with the pages, servers and browsers that it opens."""

os.environ.setdefault("KB_STORAGE_CHECKED", "1")  # wherever the tests write: nothing is said of it

# As `kb` does: threads that wait for each other take the processor from the other workers.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# `make looks` tries more examples of what is said of any text, table or talk.
settings.register_profile(
    "any machine",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=200 if os.environ.get("KB_ALL_LOOKS") else 50,
)
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real interviews: beside the checkout, or where KB_CORPUS says."""
    folder = Path(os.environ.get("KB_CORPUS") or ROOT.parent / "shared" / "corpus")
    if folder.is_dir():
        return folder
    reason = f"the corpus is not at {folder}; set KB_CORPUS to where it lies"
    if os.environ.get("KB_REQUIRE_CORPUS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of invented interviews that the project ships."""
    return ROOT / "transcripts"


@pytest.fixture(scope="session")
def corpus_parsed(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Parsed]:
    """The real interviews as they are read, by path: read once a run."""

    def read(built: Path) -> None:
        files, _ = find([corpus.resolve()])
        built.write_bytes(pickle.dumps({Path(each.path): each for each in processes.read_all(files)}))

    built = built_once(tmp_path_factory, "parsed", read, file="corpus.pickle")
    parsed: dict[Path, Parsed] = pickle.loads(built.read_bytes())  # noqa: S301  our own
    return parsed


@pytest.fixture
def corpus_is_read(corpus_parsed: dict[Path, Parsed], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for the real interviews is given what was read of them: for tests of what follows."""
    monkeypatch.setattr(processes, "read_all", _given_again(corpus_parsed))


@pytest.fixture(scope="session")
def corpus_catalog(
    corpus: Path, corpus_parsed: dict[Path, Parsed], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The catalog of the real interviews as `kb ingest` makes it: for reading, made once a run."""

    def build(database: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(processes, "read_all", _given_again(corpus_parsed))
            _ingest(database, corpus, "Ann")

    return built_once(tmp_path_factory, "corpus", build)


@pytest.fixture(scope="session")
def demo_catalog(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo catalog, made once a run: for reading; who changes it takes a copy."""
    return built_once(tmp_path_factory, "demo", lambda database: _ingest(database, samples, "test"))


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """The system's Chromium, driven by Playwright."""
    reason = "no browser: install chromium and playwright"
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415
    except ImportError:
        _absent(reason)
    if CHROMIUM is None:
        _absent(reason)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
                "--process-per-site",  # a new process for each test would take twice as long
            ],
        )
        yield running
        running.close()


def _given_again(parsed: dict[Path, Parsed]) -> Callable[..., Iterable[Parsed]]:
    """Read files as ever, but not again those that have been read and no recipe or choice reads otherwise."""
    read_all = processes.read_all

    def given(files: Iterable[Path], *how: Any, **named: Any) -> Iterable[Parsed]:
        asked = list(files)
        if named.get("recipes") or named.get("choices") or not set(asked) <= parsed.keys():
            return read_all(asked, *how, **named)
        return [parsed[file] for file in asked]

    return given


def _absent(reason: str) -> None:
    if os.environ.get("KB_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def _ingest(database: Path, folder: Path, who: str) -> None:
    from kb.store.ingest.files import ingest  # noqa: PLC0415  tests of readers need no database

    ingest(database, [folder], taxonomy=ROOT / "taxonomy.yaml", who=who)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Half as many workers again as processors, as far as the memory goes: they wait a third of the time."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(processors * 3 // 2, memory // _MEMORY_OF_A_WORKER))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let the garbage collector leave alone what is imported and collected: half a million objects."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line how many tests were skipped, and what they would need."""
    reasons = Counter(
        str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        for report in terminalreporter.stats.get("skipped", [])
    )
    if reasons:
        counted = (f"{count}: {reason.removeprefix('Skipped: ')}" for reason, count in reasons.most_common())
        terminalreporter.write_line(f"Skipped {reasons.total()} tests ({' | '.join(counted)})", yellow=True)
