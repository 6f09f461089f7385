"""The Wellness agent's skills, over the in-memory store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agent_runner.agents.wellness import agent
from agent_runner.clock import FixedClock
from agent_runner.context import RunContext
from agent_runner.core.load import BASE_MINUTES, FLOOR_MINUTES
from agent_runner.errors import InvalidInput
from agent_runner.store.memory import MemoryStore

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class BrokenStore(MemoryStore):
    """A store that cannot be read or written."""

    async def get(self, learner: str, kind: str, key: str) -> None:
        raise OSError("the disk is gone")


@pytest.fixture
def ctx():
    return RunContext(clock=FixedClock(NOON), shared_store=MemoryStore(), locale="en-IE")


async def call(ctx: RunContext, skill: str, **params: Any) -> Any:
    return await agent.skills[skill].run(ctx, params)


async def days_of(ctx: RunContext, *check_ins: dict[str, Any], until: datetime = NOON) -> None:
    """One check-in a day, the last one at `until`."""
    first = until - timedelta(days=len(check_ins) - 1)
    for day, values in enumerate(check_ins):
        await call(
            replace(ctx, clock=FixedClock(first + timedelta(days=day))), "check_in", **values
        )


async def test_guard_gives_help_with_the_lines_of_the_locales_country(ctx):
    answer = await call(ctx, "guard", text="I want to kill myself tonight")
    assert answer["level"] == 3
    assert "116 123" in [line["number"] for line in answer["helplines"]]
    assert "112 or 999" in answer["message"]
    assert "not a person" in answer["ai_disclosure"]


async def test_guard_prefers_the_country_it_is_given(ctx):
    answer = await call(ctx, "guard", text="I want to die", country="us")
    assert answer["helplines"][0]["number"] == "988"


async def test_guard_without_a_country_names_a_world_wide_directory(ctx):
    answer = await call(replace(ctx, locale="en"), "guard", text="I want to die")
    assert [line["url"] for line in answer["helplines"]] == ["https://findahelpline.com"]


async def test_guard_lets_a_hard_exam_pass(ctx):
    answer = await call(ctx, "guard", text="this exam is killing me, make me a plan")
    assert (answer["level"], answer["message"], answer["helplines"]) == (0, None, [])


async def test_guard_answers_even_when_the_store_is_gone(ctx):
    broken = replace(ctx, shared_store=BrokenStore())
    assert (await call(broken, "guard", text="I want to die"))["level"] == 3


async def test_guard_keeps_a_count_and_no_text(ctx):
    await call(ctx, "guard", text="I want to die because of Rumpelstiltskin")
    assert await ctx.store.get("wellness.guard", "counts") == {"level_3": 1}
    assert await ctx.store.events("wellness.check_in") == []


async def test_an_empty_check_in_says_what_to_give(ctx):
    with pytest.raises(InvalidInput) as caught:
        await call(ctx, "check_in")
    assert "sleep_hours" in caught.value.message


async def test_a_check_in_out_of_range_names_the_field(ctx):
    with pytest.raises(InvalidInput) as caught:
        await call(ctx, "check_in", mood=9)
    assert [error.field for error in caught.value.errors] == ["mood"]


async def test_every_sentence_of_a_check_in_rests_on_a_number_given(ctx):
    answer = await call(ctx, "check_in", mood=2, sleep_hours=5.5, stress=5)
    assert "mood 2 of 5" in answer["summary"]
    assert "5.5 hours of sleep" in answer["summary"]
    assert {signal["name"] for signal in answer["signals"]} == {
        "short_sleep",
        "high_stress",
        "low_energy",
    }
    assert all(any(sign.isdigit() for sign in a["because"]) for a in answer["advice"])


async def test_good_numbers_leave_the_cap_as_it_is(ctx):
    answer = await call(ctx, "check_in", mood=4, energy=4, sleep_hours=8, stress=2)
    assert answer["cap_minutes_per_day"] == BASE_MINUTES
    assert answer["signals"] == []
    assert answer["advice"] == []


async def test_a_note_is_guarded_first_and_never_stored(ctx):
    answer = await call(ctx, "check_in", mood=1, note="I can't stop thinking about killing myself")
    assert answer["guard"]["level"] == 3
    assert answer["summary"] == answer["guard"]["message"]
    assert answer["advice"] == []
    stored = await ctx.store.events("wellness.check_in")
    assert "killing" not in str([event.value for event in stored])


async def test_a_note_alone_is_read_and_leaves_no_check_in(ctx):
    answer = await call(ctx, "check_in", note="quiet day, revised vectors")
    assert answer["guard"]["level"] == 0
    assert answer["check_ins"] == 0


@pytest.mark.parametrize(
    ("answers", "score", "band"),
    [([5] * 5, 100, "good"), ([3, 3, 2, 2, 3], 52, "good"), ([2, 2, 2, 3, 3], 48, "low"),
     ([1, 1, 1, 2, 2], 28, "very_low"), ([0] * 5, 0, "very_low")],
)  # fmt: skip
async def test_who5_is_the_sum_times_four_with_its_band(ctx, answers, score, band):
    answer = await call(ctx, "check_in", who5=answers)
    assert (answer["who5"]["score"], answer["who5"]["band"]) == (score, band)
    assert "not a diagnosis" in answer["who5"]["text"]


async def test_who5_tells_a_change_from_noise(ctx):
    await call(ctx, "check_in", who5=[3, 3, 3, 3, 3])
    small = await call(ctx, "check_in", who5=[3, 3, 3, 3, 4])
    large = await call(ctx, "check_in", who5=[1, 1, 1, 1, 1])
    assert (small["who5"]["change"], small["who5"]["changed_reliably"]) == (4, False)
    assert (large["who5"]["change"], large["who5"]["changed_reliably"]) == (-44, True)


async def test_the_cap_of_an_unknown_learner_is_four_hours_with_its_source(ctx):
    cap = await call(ctx, "daily_cap")
    assert cap["cap_minutes_per_day"] == cap["minutes_per_day"] == 240
    assert "Ericsson" in cap["evidence"][0]["source"]


async def test_the_minutes_of_a_day_never_exceed_the_wish_or_the_time(ctx):
    assert (await call(ctx, "daily_cap", requested_minutes_per_day=60))["minutes_per_day"] == 60
    assert (await call(ctx, "daily_cap", requested_minutes_per_day=3))["minutes_per_day"] == 3
    assert (await call(ctx, "daily_cap", available_minutes=90))["minutes_per_day"] == 90
    much = await call(ctx, "daily_cap", requested_minutes_per_day=600)
    assert (much["minutes_per_day"], much["cap_minutes_per_day"]) == (240, 240)


async def test_a_near_deadline_does_not_raise_the_cap(ctx):
    cap = await call(ctx, "daily_cap", days_to_deadline=1, requested_minutes_per_day=900)
    assert cap["cap_minutes_per_day"] == 240
    assert "deadline" in {reason["name"] for reason in cap["evidence"]}


async def test_short_nights_lower_the_cap_and_say_so(ctx):
    await days_of(ctx, {"sleep_hours": 5}, {"sleep_hours": 5.5}, {"sleep_hours": 6})
    cap = await call(ctx, "daily_cap")
    assert cap["cap_minutes_per_day"] == 180
    assert "5.5 hours on average over the last 3 nights" in cap["why"]


@pytest.mark.parametrize(
    ("hours", "said"), [(0, "0 hours"), (1, "1 hour"), (4.0, "4 hours"), (5.5, "5.5 hours")]
)
async def test_hours_are_told_without_a_needless_decimal(ctx, hours, said):
    answer = await call(ctx, "check_in", sleep_hours=hours)
    assert f"You slept {said} on average" in answer["why"]
    assert f"{said} of sleep" in answer["summary"]
    assert answer["advice"][0]["because"] == f"You slept {said}."


async def test_a_mean_of_a_scale_is_told_without_a_needless_decimal(ctx):
    answer = await call(ctx, "check_in", stress=4, energy=2, mood=1)
    assert "Stress is 4 of 5" in answer["why"]
    assert "Energy is 2 of 5" in answer["why"]
    assert "Mood is 1 of 5" in answer["why"]


async def test_old_check_ins_no_longer_count(ctx):
    await days_of(ctx, {"sleep_hours": 4}, until=NOON - timedelta(days=40))
    assert (await call(ctx, "daily_cap"))["cap_minutes_per_day"] == 240


async def test_a_steep_rise_in_minutes_lowers_the_cap(ctx):
    await days_of(ctx, *[{"study_minutes": 60}] * 7, *[{"study_minutes": 120}] * 7)
    cap = await call(ctx, "daily_cap")
    assert cap["cap_minutes_per_day"] == 200
    assert "120 minutes a day this week, 2 times the 60" in cap["why"]


async def test_late_nights_are_read_in_the_learners_own_zone(ctx):
    tokyo = replace(ctx, timezone="Asia/Tokyo")
    late = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # two in the morning there
    await days_of(tokyo, {"energy": 4}, {"energy": 4}, until=late)
    cap = await call(replace(tokyo, clock=FixedClock(late)), "daily_cap")
    assert "late_nights" in {reason["name"] for reason in cap["evidence"]}


async def test_everything_at_once_stops_at_the_floor(ctx):
    worst = {"sleep_hours": 3, "stress": 5, "energy": 1, "mood": 1, "who5": [0] * 5}
    await days_of(ctx, worst, worst, worst)
    cap = await call(ctx, "daily_cap")
    assert cap["cap_minutes_per_day"] == FLOOR_MINUTES
    assert f"floor of {FLOOR_MINUTES}" in cap["why"]


async def test_every_reason_for_the_cap_has_a_source(ctx):
    await days_of(ctx, {"sleep_hours": 5, "stress": 5, "who5": [1] * 5})
    cap = await call(
        ctx, "daily_cap", requested_minutes_per_day=60, available_minutes=30, days_to_deadline=2
    )
    assert all(reason["source"] for reason in cap["evidence"])
    assert all(reason["text"] in cap["why"] for reason in cap["evidence"])


async def test_a_trend_compares_with_the_learners_own_usual(ctx):
    await days_of(ctx, {"mood": 4}, {"mood": 4}, {"mood": 2})
    trend = (await call(ctx, "history"))["trend"]
    assert trend == [{"name": "mood", "now": 2.0, "usual": 4.0, "change": -2.0, "n": 3}]


async def test_two_values_are_no_trend(ctx):
    await days_of(ctx, {"mood": 4}, {"mood": 1})
    assert (await call(ctx, "history"))["trend"] == []


async def test_history_shows_what_is_kept_oldest_first(ctx):
    await days_of(ctx, {"mood": 4}, {"mood": 5})
    shown = (await call(ctx, "history"))["check_ins"]
    assert [check_in["mood"] for check_in in shown] == [4, 5]


async def test_forget_deletes_all_of_it_and_nothing_of_others(ctx):
    other = replace(ctx, user_id="other")
    await days_of(ctx, {"mood": 4}, {"mood": 5})
    await call(ctx, "guard", text="I want to die")
    await call(other, "check_in", mood=3)
    assert await call(ctx, "forget") == {"deleted": 3}
    assert (await call(ctx, "history"))["check_ins"] == []
    assert len((await call(other, "history"))["check_ins"]) == 1


async def test_an_unknown_time_zone_does_not_keep_help_from_a_person(ctx):
    strange = replace(ctx, timezone="Nowhere/At_All")
    answer = await call(strange, "check_in", mood=1, note="I want to end my life")
    assert answer["guard"]["level"] == 3


async def test_the_same_check_in_gives_the_same_bytes(ctx):
    fresh = replace(ctx, shared_store=MemoryStore())
    one = await agent.skills["check_in"].answer(ctx, {"mood": 3, "sleep_hours": 6})
    other = await agent.skills["check_in"].answer(fresh, {"mood": 3, "sleep_hours": 6})
    assert one == other
