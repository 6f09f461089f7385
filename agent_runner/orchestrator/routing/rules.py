"""The phrases that decide by themselves which skill is meant.

A rule is meant to be right nearly always; what needs weighing is the classifier's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent_runner.orchestrator.routing.routes import Target

_WHOLE: tuple[tuple[Target, re.Pattern[str]], ...] = (
    (
        "greeting",
        re.compile(
            r"(?:(?:hi+|hello+|hey+|hiya|yo|howdy|hallo|moin|bonjour|salut|hola|greetings|servus)"
            r"(?: (?:there|again|everyone|you|bot|friend))?|good (?:morning|afternoon|evening|day)|"
            r"guten (?:morgen|tag|abend)|buenos dias|buenas(?: tardes)?|sup|what's up|how are you)"
            r"(?:[ ,]+how are you(?: doing)?(?: today)?)?"
        ),
    ),
    (
        "thanks",
        re.compile(
            r"(?:(?:ok|okay|great|perfect|cool|awesome|nice|super)?[ ,]*(?:thanks|thank you|"
            r"thx|ty|cheers|danke|"
            r"vielen dank|merci|gracias|muchas gracias)(?: (?:so much|a lot|very much|schon|"
            r"beaucoup|for .{1,40}|"
            r"that helps?|that helped|again))*|bye(?: bye)?|goodbye|see you(?: \w+)?|that's all)"
        ),
    ),
    (
        "abilities",
        re.compile(r"(?:help(?: me)?|menu|commands|options|what is this|who are you|what are you)"),
    ),
)
_MEANS: tuple[tuple[Target, re.Pattern[str]], ...] = (
    (
        "abilities",
        re.compile(
            r"\bwhat (?:can|could) you (?:do|help)|\bhow can you help|\bwhat (?:skills|"
            r"features|commands|subjects|"
            r"topics) (?:do you|can you|are there)|\bwas kannst du\b(?! mir)|"
            r"\bque peux-tu faire|\bque puedes hacer"
        ),
    ),
    (
        "assessment.grade",
        re.compile(
            r"\b(?:grade|mark|check|score|correct) (?:my|these|the) (?:answers?|quiz|"
            r"responses?|solutions?)|"
            r"\bmy answers? (?:are|is|:)|\bhere are my answers|\bdid i get (?:it|them|"
            r"\w+ \d+) right|"
            r"^(?:\d+ ?[.):-]? ?[a-d]\b[ ,;]*){2,}$"
        ),
    ),
    (
        "assessment.quiz",
        re.compile(
            r"\b(?:quiz|test|grill|drill|examine) (?:me|us)\b|\b(?:test|check) (?:my|"
            r"our) (?:knowledge|understanding)|"
            r"\b(?:ask|give|send|pose|throw) (?:me|us) (?:\w+ ){0,4}(?:questions?|problems?|"
            r"exercises|quiz)\b|"
            r"\bquestions? (?:on|about) |\b(?:practice|mock|sample) (?:questions|test|exam|"
            r"problems|quiz)|"
            r"\bpop quiz|\bfrag mich|\bfrage mich|\bprufe mich|\bteste mein|\binterroge-moi|"
            r"\bhazme preguntas|"
            r"\bponme a prueba|\bmake (?:me )?a (?:\w+ )?quiz\b|\bplacement (?:test|quiz)"
        ),
    ),
    (
        "schedule.plan_week",
        re.compile(
            r"\bplan (?:out )?(?:my|the|this|next) (?:\w+ )?week\b|"
            r"\bweekly (?:\w+ )?(?:schedule|plan|"
            r"timetable)|\btimetable\b|"
            r"\bwhen (?:should|can|do|could|shall) i (?:study|learn|work|fit|practi[cs]e|"
            r"revise|do|sit)|\btell me when (?:to|i)|"
            r"\bwhen to study|\bmy (?:week|calendar)\b|\bwochenplan|\bplane meine woche|"
            r"\bplanifie ma semaine|"
            r"\bplanifica mi semana|\bplan for (?:this|next|the) week|\bwhich days should i|"
            r"\breschedule|\bwann soll(?:te)? ich"
        ),
    ),
    (
        "wellness.check_in",
        re.compile(
            r"\bcheck(?:ing)?[ -]in\b|\bi (?:only |barely |hardly )?(?:slept|"
            r"got) (?:\w+ ){0,2}hours?(?: of sleep| last night)|"
            r"\bi (?:only |barely |hardly |just )*slept\b|\b(?:my )?(?:mood|stress(?: level)?|"
            r"energy)(?: level)? ?(?:is|=|:)? ?(?:at )?(?:a )?[1-5]\b|"
            r"\bi(?:'m| am| feel)(?: so| really| very| totally| completely|"
            r" just)* (?:exhausted|burn(?:ed|t)[ -]?out|stressed(?: out)?|"
            r"overwhelmed|anxious|worn out|drained|tired)\b|\bich (?:bin|"
            r"fuhle mich) (?:\w+ )?(?:gestresst|erschopft|"
            r"mude)|\bje suis (?:\w+ )?(?:fatigue|epuise|stresse)|\bestoy (?:\w+ )?(?:cansad|"
            r"agotad|estresad)"
        ),
    ),
    (
        "motivation.encourage",
        re.compile(
            r"\b(?:motivate|encourage|cheer) me|\b(?:need|some|give me|no|lost my|lack|little|"
            r"any) (?:a bit of )?(?:motivation|"
            r"encouragement)|\bpep talk|\bunmotivated|\bprocrastinat\w+|\b(?:feel like|"
            r"thinking of|want to) (?:giving up|"
            r"quitting|give up|quit)|\bgiving up on|\bcan(?:'t|not) (?:focus|concentrate|"
            r"get started|get myself)|\bmotivier mich|"
            r"\bkeine lust|\bmotive-moi|\bpas envie|\bmotivame|\bno tengo ganas|"
            r"\bstay motivated|\bkeep me going"
        ),
    ),
    (
        "personalization.next_best_action",
        re.compile(
            r"\bwhat (?:should|do|shall|can) i (?:do|study|work on|focus on|review|"
            r"learn) (?:now|next|right now|first today|today)\b|"
            r"\bwhat's (?:next|my next step)|\bwhat next\b|\bwas soll ich (?:jetzt|"
            r"als nachstes)|\bque dois-je faire|"
            r"\bque hago ahora"
        ),
    ),
    (
        "personalization.update",
        re.compile(
            r"\b(?:remember|note|save|store) that (?:i|my)|(?<!you )\bremember (?:i|my)\b|"
            r"\bfrom now on\b|"
            r"\b(?:set|change|update|switch|correct) my (?:\w+ ){0,2}(?:level|time|minutes|"
            r"goal|profile|preferences?|budget|limit|"
            r"settings|hours|timezone)|\bmerk dir|\bretiens que|\brecuerda que"
        ),
    ),
    (
        "personalization.profile",
        re.compile(
            r"\bmy (?:profile|progress|stats|statistics|mastery|strengths|weaknesses|"
            r"weak spots|learning data)\b|"
            r"\bwhat do you (?:know|remember|store|have) about me|\bhow am i doing|"
            r"\bhow far (?:am i|have i)|\bam i (?:improving|"
            r"making progress|getting better)|\bmein(?:en)? (?:profil|fortschritt)|"
            r"\bmon profil|\bou en suis-je|\bmi progreso"
        ),
    ),
    (
        "learning.explain",
        re.compile(
            r"\bexplain(?! (?:my|your)\b)|\bi (?:still )?(?:don't|do not|cannot|can't|"
            r"never) (?:really |fully |quite )?"
            r"(?:understand|get|grasp)\b(?! (?:out|up|myself|to|started|motivated|any|enough|"
            r"into))|\bi never (?:really |quite )?(?:understood|got)\b|^(?:please |"
            r"can you )?define \w|"
            r"\bwhat does .{2,60} mean\b|\bdifference between\b|\bin (?:simple|plain) (?:words|"
            r"terms|english)|"
            r"\blike i'm (?:five|5)|\berklar\w* (?:mir|bitte|uns)|\bexplique[- ]moi|"
            r"\bexplicame|\bqu'est-ce que|"
            r"\bwalk me through (?:the |how |a )"
        ),
    ),
    (
        "orchestrator.study_plan",
        re.compile(
            r"\b(?<!weekly )(?:study|learning|revision|course) (?:plan|schedule|path|programme|"
            r"program|"
            r"roadmap)|\broadmap\b|"
            r"\b(?:plan|syllabus|curriculum) for (?!this week|next week|the week|my (?:week|"
            r"wedding|trip|party))|\blernplan|"
            r"\bplan de (?:estudios?|revision)|"
            r"\bprogramme de revision|\bhelp me (?:to )?(?:study|learn|revise|prepare|master|"
            r"catch up|pass)\b|"
            r"\b(?:prepare|prep|study|revise|cram|studying|preparing|"
            r"learn)(?: me)? for (?:my|the|an?|our|\w+)\b|"
            r"\bready for (?:my|the|an?|our) (?:\w+ ){0,3}(?:exam|final|midterm|"
            r"test)\b(?! by asking)(?!\?)|"
            r"\b(?:i|we)(?:'ve| have)(?: got)? (?:an? |my |our )(?:\w+ ){0,3}(?:exam|final|"
            r"midterm|test|klausur)\b|"
            r"(?<!in the )(?<!play the )(?<!plays in the )\b(?:exam|final|midterm|"
            r"finals) (?:is |are )?(?:on|in|at|by|next|this|"
            r"tomorrow)\b|\bklausur in|"
            r"\b(?:want|need|like|love|trying|hoping|going|wanna) to (?:\w+ )?(?:study|learn|"
            r"master|get into)\b(?! (?:what|how|why|when) (?:to|i))"
        ),
    ),
)  # fmt: skip
_TELLS_FALSELY = re.compile(
    r"\b(?:flight|hotel|pizza|weather|restaurant|taxi|movie|concert|alarm|recipe|dentist|"
    r"doctor's|haircut|"
    r"phone bill|lease|insurance|wedding|vacation|birthday|internet speed|microphone|email|"
    r"groceries|horoscope)\b"
)
"""Words of other errands; the rules hold back where one of them stands."""


def whole_text(plain: str) -> Target | None:
    """A text that is nothing but a greeting, thanks or a call for help."""
    stripped = plain.strip(" \t\n.,!?:;)(-–—😀🙂👋🙏")
    for target, pattern in _WHOLE:
        if pattern.fullmatch(stripped):
            return target
    return None


def is_another_errand(plain: str) -> bool:
    """Whether the text has the words of an errand that is none of ours."""
    return bool(_TELLS_FALSELY.search(plain))


def rule_hits(plain: str) -> list[tuple[Target, int]]:
    """The targets that a rule names, with the place of their first mention, in order of place."""
    if is_another_errand(plain):
        return []
    return sorted(_hits(plain), key=lambda hit: hit[1])


def _hits(plain: str) -> Iterator[tuple[Target, int]]:
    for target, pattern in _MEANS:
        match = pattern.search(plain)
        if match:
            yield target, match.start()
