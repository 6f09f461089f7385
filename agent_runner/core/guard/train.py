"""Trains the guard's classifier from the sentences in `data/train` and writes `data/weights.json`.

Run `python -m agent_runner.core.guard.train` after changing a sentence; `--check` only reports the
cross-validation. Needs nothing but the standard library and gives the same file every time. All
sentences were written for this project; the guard's tests use others, which are never trained on.

The threshold is the lowest at which at most one in four hundred of the everyday sentences and one
in fifty of the look-alikes, each judged by a model that never saw its line, is flagged; the model
that ships saw them all and flags far fewer. A text
in a context that explains such words (study, sport, games) has a threshold of its own, at one in
two hundred.
"""

import json
import math
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from agent_runner.core.guard.classifier import QUIET, features, is_worth_a_look, load_concepts
from agent_runner.core.guard.families import Family
from agent_runner.core.guard.normalise import normalise
from agent_runner.core.guard.rules import load_rules

DATA = Path(__file__).parent / "data"
UNSAFE: dict[str, Family] = {
    "suicide": "ideation",
    "passive": "passive_ideation",
    "selfharm": "self_harm",
    "eating": "eating_disorder",
    "abuse": "abuse",
    "violence": "harm_to_others",
    "others": "third_person",
}
SAFE = ("safe_lookalike", "academic", "everyday", "personal", "subjects")
EVERY_NTH_OF_PACKS = 4
PHRASINGS_PER_LINE = 45
FOLDS = 5
EPOCHS = 10
L2 = 8e-6
RATE = 0.6
SCALE = 0.02
CHOICE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """One phrasing: its features, whether it asks for help, and the line it came from."""

    text: str
    found: tuple[str, ...]
    unsafe: bool
    source: str
    line: int
    quiet: bool
    looked_at: bool
    ruled: bool


Model = tuple[dict[str, float], float]


def main(arguments: Sequence[str]) -> int:
    """Cross-validates, reports, and without `--check` writes the weights."""
    samples = read_samples()
    scores = cross_validate(samples)
    plain = choose_threshold(samples, scores, quiet=False)
    quiet = max(plain, choose_threshold(samples, scores, quiet=True))
    report(samples, scores, plain, quiet)
    if "--check" not in arguments:
        write(fit(samples), plain, quiet, samples)
    return 0


def read_samples() -> list[Sample]:
    """All phrasings of all lines, a bounded number of each."""
    rules, concepts = load_rules(DATA), load_concepts(DATA)
    samples: list[Sample] = []
    line_number = 0
    for source in (*UNSAFE, *SAFE):
        seen: set[str] = set()
        for line in lines_of(source):
            line_number += 1
            for phrasing in phrasings(line):
                folded = normalise(phrasing)
                text = rules.mask_idioms(folded)
                if text in seen:
                    continue
                seen.add(text)
                contexts = rules.context_of(folded)
                samples.append(
                    Sample(
                        text=text,
                        found=tuple(sorted(features(text, concepts))),
                        unsafe=source in UNSAFE,
                        source=source,
                        line=line_number,
                        quiet=not QUIET.isdisjoint(contexts),
                        looked_at=is_worth_a_look(text, concepts),
                        ruled=any(match.level >= 2 for match in rules.match(text, contexts)),
                    )
                )
    return samples


def lines_of(source: str) -> list[str]:
    """The lines of a file; for `subjects` a share of the sentences of the topic packs."""
    if source == "subjects":
        return texts_of_packs()[::EVERY_NTH_OF_PACKS]
    lines = (DATA / "train" / f"{source}.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def texts_of_packs() -> list[str]:
    """Every sentence of the topic packs, in the order of their files."""
    packs = sorted((DATA.parents[2] / "curriculum" / "packs").glob("*.json"))
    sentences = [s for pack in packs for s in texts_in(json.loads(pack.read_text("utf-8")))]
    return [s for s in sentences if " " in s and "{" not in s]


def texts_in(value: object) -> Iterator[str]:
    """All texts inside a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in cast("dict[str, object]", value).values():
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from texts_in(inner)


def phrasings(line: str) -> list[str]:
    """Up to `PHRASINGS_PER_LINE` ways through a line's choices, the same ones every time."""
    rng = random.Random(line)
    found: dict[str, None] = {}
    for _ in range(PHRASINGS_PER_LINE * 3):
        found[" ".join(CHOICE.sub(lambda c: rng.choice(c.group(1).split("|")), line).split())] = (
            None
        )
        if len(found) == PHRASINGS_PER_LINE:
            break
    return list(found)


def cross_validate(samples: Sequence[Sample]) -> list[float]:
    """Each sample's probability from a model that saw no phrasing of its line."""
    lines = sorted({sample.line for sample in samples})
    random.Random(1).shuffle(lines)
    fold_of = {line: place % FOLDS for place, line in enumerate(lines)}
    scores = [0.0] * len(samples)
    for fold in range(FOLDS):
        model = fit([sample for sample in samples if fold_of[sample.line] != fold])
        for place, sample in enumerate(samples):
            if fold_of[sample.line] == fold:
                scores[place] = predict(model, sample)
    return scores


def fit(samples: Sequence[Sample]) -> Model:
    """Logistic regression by AdaGrad on unit vectors; every line weighs the same."""
    known = Counter(name for sample in samples for name in sample.found)
    kept = {name for name, count in known.items() if count >= 3}
    per_line = Counter(sample.line for sample in samples)
    mean = len(samples) / len(per_line)
    rows = [
        (
            [name for name in sample.found if name in kept],
            1.0 / math.sqrt(len(sample.found)),
            mean / per_line[sample.line],
            float(sample.unsafe),
        )
        for sample in samples
    ]
    weights = dict.fromkeys(kept, 0.0)
    squares = dict.fromkeys(kept, 1e-4)
    bias, bias_square = 0.0, 1e-4
    rng = random.Random(2)
    for _ in range(EPOCHS):
        rng.shuffle(rows)
        for names, norm, importance, truth in rows:
            score = sum([weights[name] for name in names]) * norm + bias
            error = (sigmoid(score) - truth) * importance
            if abs(error) < 1e-3:
                continue
            bias_square += error * error
            bias -= RATE * error / math.sqrt(bias_square)
            for name in names:
                gradient = error * norm + L2 * weights[name]
                squares[name] += gradient * gradient
                weights[name] -= RATE * gradient / math.sqrt(squares[name])
    return weights, bias


def predict(model: Model, sample: Sample) -> float:
    """The model's probability for a sample, 0 where the classifier would not even look."""
    if not sample.looked_at:
        return 0.0
    weights, bias = model
    total = sum(weights.get(name, 0.0) for name in sample.found)
    return sigmoid(total / math.sqrt(len(sample.found)) + bias)


def sigmoid(score: float) -> float:
    """The logistic function, safe for any score."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def choose_threshold(samples: Sequence[Sample], scores: Sequence[float], *, quiet: bool) -> float:
    """See the module's docstring."""
    judged = list(zip(samples, scores, strict=True))
    everyday = sorted(p for s, p in judged if s.source == "everyday")
    alike = sorted(
        p
        for s, p in judged
        if s.source in ("safe_lookalike", "academic", "personal") and s.quiet == quiet
    )
    return round(
        max(
            everyday[-1 - len(everyday) // 400],
            alike[-1 - len(alike) // (200 if quiet else 50)],
            0.5,
        )
        + 0.0005,
        4,
    )


def report(samples: Sequence[Sample], scores: Sequence[float], plain: float, quiet: float) -> None:
    """Shares flagged per file, and the worst misses, on standard error."""
    out = sys.stderr.write
    out(f"threshold {plain}, in a quiet context {quiet}\n")
    for source in (*UNSAFE, *SAFE):
        own = [(s, p) for s, p in zip(samples, scores, strict=True) if s.source == source]
        heard = sum(p >= (quiet if s.quiet else plain) for s, p in own)
        ruled = sum(s.ruled for s, _ in own)
        either = sum(s.ruled or p >= (quiet if s.quiet else plain) for s, p in own)
        out(
            f"{source:15} {len(own):5}: classifier {heard / len(own):.4f},"
            f" rules {ruled / len(own):.4f}, either {either / len(own):.4f}\n"
        )


def write(model: Model, plain: float, quiet: float, samples: Sequence[Sample]) -> None:
    """Weights as whole numbers of `SCALE`; those that round to nothing are left out."""
    weights, bias = model
    whole = {name: round(value / SCALE) for name, value in weights.items()}
    document = {
        "made_by": "python -m agent_runner.core.guard.train",
        "sentences": len(samples),
        "scale": SCALE,
        "bias": round(bias, 4),
        "threshold": plain,
        "threshold_quiet": quiet,
        "families": family_words(samples),
        "weights": {name: whole[name] for name in sorted(whole) if abs(whole[name]) >= MIN_WEIGHT},
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    (DATA / "weights.json").write_text(text + "\n", "utf-8")


MIN_WEIGHT = 12


def family_words(samples: Sequence[Sample]) -> dict[str, dict[str, int]]:
    """For each family the words that tell it from the other families, as log-odds in tenths."""
    counts: dict[str, Counter[str]] = {family: Counter() for family in UNSAFE.values()}
    for sample in samples:
        if sample.unsafe:
            counts[UNSAFE[sample.source]].update(set(sample.text.split()))
    everything = sum(counts.values(), Counter[str]())
    totals = {family: sum(counter.values()) for family, counter in counts.items()}
    whole = sum(totals.values())
    tables: dict[str, dict[str, int]] = {}
    for family, counter in counts.items():
        table = {
            word: round(
                10
                * math.log(
                    (count + 0.5)
                    / (totals[family] + 1)
                    / ((everything[word] - count + 0.5) / (whole - totals[family] + 1))
                )
            )
            for word, count in sorted(counter.items())
            if count >= 8
        }
        tables[family] = {word: value for word, value in table.items() if value >= 10}
    return tables


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
