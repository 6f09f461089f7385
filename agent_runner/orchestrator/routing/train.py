"""Trains the router's classifier from `data/train` and writes `data/weights.json`.

Run `python -m agent_runner.orchestrator.routing.train` after changing an utterance; `--check` only
reports the cross-validation. Needs the standard library alone and gives the same file every time.
All utterances were written for this project; the held-out ones of the tests are others.

The threshold below which an utterance counts as out of scope is the highest that costs at most one
point of in-scope accuracy, on lines the model has not seen.
"""

from __future__ import annotations

import json
import math
import random
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent_runner.orchestrator.routing.classifier import (
    OUT_OF_SCOPE,
    WEIGHTS,
    Classifier,
    features,
    softmax,
)

DATA = Path(__file__).parent / "data"
PHRASINGS_PER_LINE = 8
LINES_TO_KEEP_A_FEATURE = 2
FOLDS = 5
EPOCHS = 5
RATE = 0.6
L2 = 3e-6
SCALE = 0.05
SMALLEST_WEIGHT = 0.8
COST = 0.01
THRESHOLDS = [step / 100 for step in range(0, 80, 2)]
OUT_OF_SCOPE_BIAS = -1.0
"""Held against "out of scope", which would otherwise claim every text of unknown words. In the
cross-validation a lower one gains half a point of accuracy and costs five points of recall."""
CUE_WEIGHT = 3.0
"""How much more a cue counts than a word that is as frequent."""
CHOICE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """One phrasing of a line."""

    text: str
    label: str
    line: int


def main(arguments: Sequence[str]) -> int:
    """Cross-validates, reports, and without `--check` writes the weights."""
    samples = read_samples()
    judged = cross_validate(samples)
    threshold = choose_threshold(judged)
    report(judged, threshold)
    if "--check" not in arguments:
        write(fit(samples, threshold))
    return 0


def read_samples(at_most: int = PHRASINGS_PER_LINE) -> list[Sample]:
    """All lines of all labels, each in a bounded number of phrasings."""
    subjects = (DATA / "subjects.txt").read_text("utf-8").split("\n")
    samples: list[Sample] = []
    number = 0
    for path in sorted((DATA / "train").glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                number += 1
                samples += [
                    Sample(text=text, label=path.stem, line=number)
                    for text in phrasings(line, [name for name in subjects if name], at_most)
                ]
    return samples


def phrasings(line: str, subjects: Sequence[str], at_most: int) -> list[str]:
    """Some ways through a line's choices, the same ones every time."""
    rng = random.Random(line)

    def choose(match: re.Match[str]) -> str:
        return rng.choice(subjects if match[1] == "subject" else match[1].split("|"))

    found: dict[str, None] = {}
    for _ in range(at_most * 3):
        text = line
        while CHOICE.search(text):
            text = CHOICE.sub(choose, text)
        found[" ".join(text.split())] = None
        if len(found) == at_most:
            break
    return list(found)


def cross_validate(samples: Sequence[Sample]) -> list[tuple[Sample, str, float]]:
    """Each sample with the label and probability of a model that saw no phrasing of its line."""
    lines = sorted({sample.line for sample in samples})
    random.Random(1).shuffle(lines)
    fold_of = {line: place % FOLDS for place, line in enumerate(lines)}
    judged: list[tuple[Sample, str, float]] = []
    for fold in range(FOLDS):
        model = fit([one for one in samples if fold_of[one.line] != fold], 0.0)
        for sample in samples:
            if fold_of[sample.line] == fold:
                label, probability = model.best(sample.text)
                judged.append((sample, label, probability))
    return judged


def choose_threshold(judged: Sequence[tuple[Sample, str, float]]) -> float:
    """The highest threshold that costs at most `COST` of in-scope accuracy."""
    least = rates(judged, 0.0)[0] - COST
    return max(one for one in THRESHOLDS if rates(judged, one)[0] >= least)


def rates(judged: Sequence[tuple[Sample, str, float]], threshold: float) -> tuple[float, float]:
    """In-scope accuracy and out-of-scope recall at a threshold."""
    within = [one for one in judged if one[0].label != OUT_OF_SCOPE]
    outside = [one for one in judged if one[0].label == OUT_OF_SCOPE]
    right = sum(label == one.label and p >= threshold for one, label, p in within)
    refused = sum(label == OUT_OF_SCOPE or p < threshold for _, label, p in outside)
    return right / len(within), refused / len(outside)


def report(judged: Sequence[tuple[Sample, str, float]], threshold: float) -> None:
    """Prints what the cross-validation found."""
    accuracy, recall = rates(judged, threshold)
    lines = len({sample.line for sample, _, _ in judged})
    sys.stdout.write(
        f"{lines} lines, {len(judged)} phrasings; threshold {threshold}: in-scope accuracy "
        f"{accuracy:.3f}, out-of-scope recall {recall:.3f}\n"
    )
    wrong = Counter((one.label, label) for one, label, _ in judged if label != one.label)
    for (label, taken), count in wrong.most_common(12):
        sys.stdout.write(f"  {label} taken for {taken}: {count}\n")


def fit(samples: Sequence[Sample], threshold: float) -> Classifier:
    """Softmax regression by AdaGrad; every line weighs the same, every label nearly so."""
    labels = sorted({sample.label for sample in samples})
    place_of = {label: place for place, label in enumerate(labels)}
    idf = _idf(samples)
    rows: list[tuple[list[tuple[str, float]], int, float]] = []
    per_line = Counter(sample.line for sample in samples)
    lines_of = Counter(label for _, label in {(one.line, one.label) for one in samples})
    mean = len(per_line) / len(labels)
    for sample in samples:
        known = [(name, idf[name]) for name in sorted(features(sample.text)) if name in idf]
        norm = math.sqrt(sum(value * value for _, value in known)) or 1.0
        importance = math.sqrt(mean / lines_of[sample.label]) * 4 / per_line[sample.line]
        values = [(name, value / norm) for name, value in known]
        rows.append((values, place_of[sample.label], min(importance, 3.0)))
    weights = _descend(rows, idf, len(labels))
    return Classifier(
        labels=tuple(labels),
        bias=[OUT_OF_SCOPE_BIAS if label == OUT_OF_SCOPE else 0.0 for label in labels],
        table={name: (round(idf[name], 1), *row) for name, row in weights.items()},
        threshold=threshold,
    )


def _idf(samples: Sequence[Sample]) -> dict[str, float]:
    lines_with: dict[str, set[int]] = {}
    for sample in samples:
        for name in features(sample.text):
            lines_with.setdefault(name, set()).add(sample.line)
    total = len({sample.line for sample in samples})
    return {
        name: round(
            (math.log((1 + total) / (1 + len(lines))) + 1)
            * (CUE_WEIGHT if name.startswith("#") else 1.0),
            1,
        )
        for name, lines in lines_with.items()
        if len(lines) >= LINES_TO_KEEP_A_FEATURE
    }


def _descend(
    rows: list[tuple[list[tuple[str, float]], int, float]], names: dict[str, float], count: int
) -> dict[str, list[float]]:
    weights = {name: [0.0] * count for name in sorted(names)}
    squares = {name: [1e-3] * count for name in weights}
    rng = random.Random(2)
    for _ in range(EPOCHS):
        rng.shuffle(rows)
        for values, label, importance in rows:
            scores = [0.0] * count
            for name, value in values:
                row = weights[name]
                for place in range(count):
                    scores[place] += value * row[place]
            errors = softmax(scores)
            errors[label] -= 1.0
            steps = [
                (place, error * importance)
                for place, error in enumerate(errors)
                if abs(error) > 0.01
            ]
            for name, value in values:
                row, square = weights[name], squares[name]
                for place, error in steps:
                    gradient = error * value + L2 * row[place]
                    square[place] += gradient * gradient
                    row[place] -= RATE * gradient / math.sqrt(square[place])
    return weights


def write(model: Classifier) -> None:
    """The weights in whole units of `SCALE`; features that hardly weigh are left out."""
    rows = {
        name: [round(row[0] * 10), *(round(weight / SCALE) for weight in row[1:])]
        for name, row in model.table.items()
        if max(abs(weight) for weight in row[1:]) >= SMALLEST_WEIGHT
    }
    document = {
        "about": "Made by agent_runner/orchestrator/routing/train.py",
        "labels": model.labels,
        "threshold": model.threshold,
        "scale": SCALE,
        "bias": model.bias,
    }
    head = json.dumps(document, indent=1)[:-2]
    body = ",\n".join(
        f"{json.dumps(name)}:{json.dumps(row, separators=(',', ':'))}"
        for name, row in sorted(rows.items())
    )
    WEIGHTS.write_text(f'{head},\n "features": {{\n{body}\n}}}}\n', "utf-8")
    sys.stdout.write(f"{len(rows)} features, {WEIGHTS.stat().st_size} bytes\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
