"""`npm run bench:quality -- FOLDER`: how good the answers are, on open sets that are not kept here.

The folder holds a folder for each set; a set that is not there is passed over. Each module beside
this one exports `measure(folder) -> Mapping`, whose values are figures or further such tables.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol, cast

_SETS = ("xquad", "scitldr", "pdf", "textbook")


class _Measuring(Protocol):
    def measure(self, folder: Path) -> Mapping[str, object]: ...


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        got = " ".join(arguments) or "nothing"
        print(f"expected a folder that holds {', '.join(_SETS)}; got {got}", file=sys.stderr)
        return 2
    folder = Path(arguments[0]).absolute()
    for name in _SETS:
        if not (folder / name).is_dir():
            print(f"{name}: not in {folder}")
            continue
        module = _module(name)
        if module is None:
            print(f"{name}: nothing measures it yet")
            continue
        began = time.perf_counter()
        figures = module.measure(folder / name)
        _show(name, figures, time.perf_counter() - began)
    return 0


def _module(name: str) -> _Measuring | None:
    full = f"{__package__ or 'tests.bench.quality'}.{name}"
    if importlib.util.find_spec(full) is None:
        return None
    return cast(_Measuring, importlib.import_module(full))


def _show(name: str, figures: Mapping[str, object], seconds: float) -> None:
    print(f"\n{name} ({seconds:.0f} s)")
    rows = list(_rows(figures))
    width = max(len(label) for label, _value in rows)
    for label, value in rows:
        print(f"  {label:<{width}}  {_said(value)}")


def _rows(figures: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    for name, value in figures.items():
        if isinstance(value, Mapping):
            yield from _rows(cast(Mapping[str, object], value), f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _said(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
