"""One-sentence summaries of papers' abstracts: ROUGE against the authors' and readers' own.

`python -m tests.bench.quality.scitldr FOLDER`, FOLDER holding SciTLDR's abstract-only `.jsonl`
files (Cachola et al. 2020). Each paper counts with the target that fits its summary best. `lead`
takes the first sentence, `best_possible` the sentence that fits best: what extraction can reach.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from agent_runner.core.materials import quote, summary
from tests.bench.quality.rouge import best_rouge


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    text: str


def measure(folder: Path) -> Mapping[str, object]:
    """Mean F1 × 100 over all papers, and the time it took."""
    papers = list(_papers(folder))
    started = time.perf_counter()
    summaries = [_one_sentence(" ".join(sentences)) for sentences, _targets in papers]
    seconds = time.perf_counter() - started
    targets = [one for _sentences, one in papers]
    leads = [sentences[0] for sentences, _targets in papers]
    best = [max(sentences, key=lambda text: best_rouge(text, one).one) for sentences, one in papers]
    return {
        "papers": len(papers),
        "summary": _mean(summaries, targets),
        "lead": _mean(leads, targets),
        "best_possible": _mean(best, targets),
        "without_summary": sum(not text for text in summaries),
        "ms_per_paper": round(1000 * seconds / len(papers), 2),
    }


def _papers(folder: Path) -> Iterable[tuple[list[str], list[str]]]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            paper = cast("Mapping[str, list[str]]", json.loads(line))
            yield paper["source"], paper["target"]


def _one_sentence(abstract: str) -> str:
    pages = [_Page(1, abstract)]
    return " ".join(quote(pages, span) for span in summary(pages, (), sentences=1))


def _mean(texts: Sequence[str], targets: Sequence[Sequence[str]]) -> Mapping[str, float]:
    scores = [best_rouge(text, one) for text, one in zip(texts, targets, strict=True)]
    return {
        "rouge1": _percent([score.one for score in scores]),
        "rouge2": _percent([score.two for score in scores]),
        "rougeL": _percent([score.longest for score in scores]),
    }


def _percent(values: Sequence[float]) -> float:
    return round(100 * sum(values) / len(values), 2)


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1])), indent=2))
