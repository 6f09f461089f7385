"""An understanding in short: what was found, without spans, sureness and defaults."""

from typing import Any

from agent_runner.core.understanding import Understanding


def summary(seen: Understanding) -> dict[str, Any]:
    """Each field that was found, as plain values; days off as a word of weekday letters."""
    found: dict[str, Any] = {}
    if seen.language.value != "en":
        found["language"] = seen.language.value
    for name in ("subjects", "known", "excluded"):
        values = [one.value for one in getattr(seen, name)]
        if values:
            found[name] = values
    for name in ("goal", "level", "minutes_per_day", "minutes_per_weekend_day", "minutes_per_week"):
        one = getattr(seen, name)
        if one is not None:
            found[name] = one.value
    for name in ("deadline", "start"):
        one = getattr(seen, name)
        if one is not None:
            found[name] = one.value.isoformat()
    if seen.target is not None:
        found["target"] = (seen.target.value.kind, seen.target.value.value)
    if seen.days_off:
        off = {one.value for one in seen.days_off}
        found["off"] = " ".join(day for at, day in enumerate(_DAYS) if at in off)
    if seen.dates_off:
        found["away"] = [
            f"{one.value.first.isoformat()}..{one.value.last.isoformat()}" for one in seen.dates_off
        ]
    if seen.study_times:
        found["times"] = [_time(one.value) for one in seen.study_times]
    if seen.problems:
        found["problems"] = [one.kind for one in seen.problems]
    return found


_DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")


def _time(one: Any) -> str:
    days = "".join(f" {_DAYS[day]}" for day in one.weekdays)
    return f"{one.start // 60:02}:{one.start % 60:02}-{one.end // 60:02}:{one.end % 60:02}{days}"
