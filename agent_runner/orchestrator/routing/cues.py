"""Groups of words that point the same way; the classifier weighs each group as one feature.

So a word that no training utterance has still counts, if it stands in a group. Unlike a rule, a
cue decides nothing by itself.
"""

from __future__ import annotations

import re
from typing import Final

_CUES: Final[dict[str, str]] = {
    "plan": r"plan|roadmap|syllabus|curriculum|route|path|structured?|organi[sz]ed?|"
    r"step by step|lernplan|"
    r"programme|head start|up to speed|get through|work through|catch up|order|sequence|cover",
    "learn": r"learn|study|master|revise|prepare|prep|cram|understand|know|lernen|verstehen|"
    r"apprendre|reviser|"
    r"aprender|estudiar|maitriser|dominar|get into|grasp|brush up|rusty|basics|beginner|"
    r"from scratch",
    "exam": r"exams?|finals?|midterms?|tests?|klausur|prufung|examen|parcial|certification|"
    r"interview|retake|resit|"
    r"oral|practical|paper|defen[cs]e|course|term|semester|class|uni|professor|prof|teacher|"
    r"bachelor|abitur|"
    r"pass|aprobar|bestehen|reussir",
    "span": r"(?:\d+|a|an|one|two|three|four|five|six|nine|ten|few|half an) ?(?:min(?:ute)?s?|"
    r"hours?|h|days?|weeks?|"
    r"months?|wochen|tagen|semaines|jours|semanas|dias|meses|mois)|until|till|by (?:may|june|"
    r"march|friday)|daily|"
    r"in (?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december|spring|"
    r"summer|autumn|winter)|per week|a week|/week|weekends|evenings",
    "week": r"(?:this|next|the|my|coming|diese|nachste|cette|esta|la|ma|meine|mi) (?:week|"
    r"woche|semaine|semana)|weekly|"
    r"timetable|calendar|(?:study|session) (?:times|blocks|sessions)|slot|squeeze|spread|"
    r"distribute|"
    r"arrange|reschedule|shift|schedule|horario|stundenplan|emploi du temps|agenda|fit (?:in|"
    r"it)|make room|"
    r"(?:which|what) days?|next (?:few|seven) days|free slots?|which day|block off",
    "weekday": r"mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|"
    r"tomorrow|weekend|morgen|demain|"
    r"manana",
    "when": r"when|what time|wann|quand|cuando|which days?",
    "question": r"^(?:and |but |so |ok |well )?(?:what|what's|whats|why|how|who|where|when|"
    r"which|is|are|does|do|"
    r"was|wie|warum|wer|que|quoi|pourquoi|comment|como|por que|quien)",
    "definition": r"what(?: is|'s| are| were| was| does| do| on earth)|who (?:was|were|is)|"
    r"meaning|meant|means?|"
    r"definition|define|difference|differ|versus|vs|same as|explain|explanation|describe|example|"
    r"analogy|intuition|picture|idea (?:of|behind)|story (?:of|behind)|break (?:\w+ ){0,3}down|in "
    r"(?:\w+ )?(?:words|language|english|terms|nutshell)|make sense|makes no sense|how come|"
    r"mix(?:ing)? up|confus\w+|no clue|lost me|unclear|walk me|clarify|summar\w+|recap|gist|"
    r"erklar\w*|"
    r"bedeutet|unterschied|c'est quoi|qu'est|explique\w*|explic\w+|que es|significa|funciona|"
    r"works?",
    "why": r"why|how come|warum|pourquoi|por que",
    "ask me": r"quiz\w*|test me|ask me|grill|drill\w*|flash ?cards?|questions?|exercises?|"
    r"problems?|practi[cs]e|"
    r"multiple choice|true or false|mock|tasks?|put me to|try me|challenge me|examine me|hit me|"
    r"throw|aufgaben|fragen|abfragen|frag|ubung\w*|exercices|preguntas|ejercicios|cuestionario|"
    r"what i (?:still )?(?:know|remember)|harder|easier|more difficult|self[- ]test|tricky|"
    r"rounds?|trivia",
    "marks": r"answers?|answered|score|points|marks?|grade[ds]?|correct|solutions?|"
    r"right or wrong|got wrong|"
    r"get wrong|get right|option [a-d]|antworten|reponses|respuestas|picked|chose|verdict",
    "letters": r"[a-d](?:[ ,;]+(?:\d+[.):]? ?)?[a-d])+|\d ?[.):]? ?[a-d](?: |,|$)|"
    r"number (?:one|two|three|\d)",
    "body": r"sleep|slept|sleeping|asleep|tired|exhaust\w+|headaches?|head|eyes|back|"
    r"shoulders?|stress\w*|"
    r"overwhelm\w*|burn(?:ed|t)?[ -]?out|anxious|anxiety|rested|mood|energy|cried|crying|"
    r"panick?\w*|"
    r"switch off|wind down|drained|worn out|empty|foggy|break(?: down)?|day off|check[- ]?in|"
    r"too much|"
    r"schlaf\w*|geschlafen|mude|erschopft|gestresst|fertig|dormi\w*|dors|fatigue\w*|epuise\w*|"
    r"cansad\w|agotad\w|duermo|estresad\w|woke up|feeling|i feel|how i'm doing|tense|sore|"
    r"dizzy|eat(?:en|ing)?",
    "drive": r"motivat\w*|encourag\w*|pep talk|procrastinat\w*|putting (?:it|things|\w+) off|"
    r"giv\w+ up|quit\w*|"
    r"disciplin\w*|focus|concentrat\w*|distract\w*|lazy|willpower|can't (?:get|start|bring)|"
    r"don't (?:want|wanna|feel like)|no point|pointless|hopeless|useless|stupid|dumb|not smart|"
    r"scared|afraid|terrified|nervous|guilty|fail(?:ed|ing|ure)?|discouraged|frustrat\w*|"
    r"keep going|"
    r"on track|consistent|habit|streak|scroll\w*|faul|feel like|cut out for|worth|reason to|"
    r"kick|push|nudge|cheer|aufraffen|lust|"
    r"motivi\w*|aufgeben|schaffe|envie|abandonner|m'y mettre|ganas|motiva\w*|rendirme|cuesta|"
    r"boring|hate|cry|believe in|everyone else|classmates|ugh|meh|bored",
    "mine": r"my (?:profile|progress|stats?|statistics|mastery|results|level|strengths|weak\w*|"
    r"numbers|history|"
    r"average|streak|data)|about me|am i (?:\w+ )?(?:doing|getting|improving|weak|good|strong|"
    r"close|"
    r"making)|have i|did i (?:improve|study|learn|do|get better)|how (?:far|good|close|strong|"
    r"well|much|many "
    r"(?:hours|minutes|questions|concepts))|so far|overview|gaps?|domino|mastered|improve[ds]?|"
    r"improving|percentage|"
    r"where (?:am i|do i stand|i'm)|stored|fortschritt|profil|uber mich|progres\w*|avance|avanzado|"
    r"sur moi|de mi|en suis",
    "keep": r"remember|note|save|store|keep in mind|bear in mind|don't forget|from now on|"
    r"no longer|update|"
    r"change|set|switch|correct|fix|put down|write (?:that|it) down|record|register|settings|"
    r"preferences?|"
    r"merk|speicher\w*|retiens|notez?|recuerda|anota|any ?more|default|add|remove|mark",
    "now": r"now|next|today|right now|first|continue|carry on|go on|done|finished|jetzt|"
    r"als nachstes|heute|"
    r"maintenant|ensuite|aujourd'hui|ahora|hoy|despues|left off|pick up|due|one thing|ready",
    "should": r"should i|do i do|shall i|can i do|to do|suggest|recommend|soll ich|mache ich|"
    r"dois-je|fais|hago|toca|"
    r"useful|important|urgent|priority",
    "you": r"(?:can|could|do|are|who|what) you|you (?:do|are|cover|know|have|offer|made|real)|"
    r"yourself|bot|robot|"
    r"human|ai|machine|app|skills|features|commands|options|ask (?:you|here)|kannst du|bist du|"
    r"peux-tu|es-tu|puedes|eres|talking to|how does this|this thing|new here",
    "errand": r"book|order|buy|sell|rent|lease|reserve|call|text|email|message|play|turn (?:on|"
    r"off|up|down|the)|switch "
    r"(?:on|off)|alarm|timer|weather|forecast|rain|snow|temperature|restaurant|hotel|flight|"
    r"taxi|cab|uber|"
    r"train|bus|tickets?|pizza|dinner|lunch|breakfast|recipe|cook|eat|drink|movie|film|series|"
    r"netflix|music|"
    r"song|album|concert|podcast|joke|poem|story about|bank|pay|transfer|price|cost|stock|bitcoin|"
    r"dollars?|euros?|yen|insurance|lawyer|doctor|dentist|plumber|haircut|appointment|pharmacy|"
    r"shop\w*|"
    r"store|supermarket|milk|groceries|car|bike|house|apartment|dog|cat|puppy|pet|phone|laptop|"
    r"wifi|"
    r"printer|washing|dishwasher|kitchen|garage|lights?|heating|volume|tv|news|president|"
    r"election|vote|"
    r"football|match|game|score of|league|cup|team|holiday|vacation|trip|travel|airport|station|"
    r"parking|hospital|gym|kilos|weight|calories|diet|shoes|suit|dress|shirt|wine|beer|coffee|"
    r"wedding|"
    r"birthday|party|girlfriend|boyfriend|marry|date night|horoscope|lottery|translate|convert|"
    r"navigate|"
    r"directions?|remind me to|garden|passport|visa|licht|flug|wetter|essen|essence|vol|"
    r"temps qu'il|vuelo|mesa|paraguas|tiempo hace|photo|selfie|video|youtube|spotify|instagram|"
    r"facebook|"
    r"for me so i can hand|do my homework|write my essay|coupon|discount|deal|subscription|"
    r"membership|"
    r"reservation|delivery|package|parcel|traffic|toilet|sink|carpet|furniture|sofa|clothes|"
    r"jacket|hair",
    "i": r"i|i'm|i've|ich|je|j'ai|yo|estoy|tengo",
    "please": r"please|can you|could you|give me|make me|bitte|s'il te plait|por favor",
}
_PATTERNS: Final = tuple(
    (name, re.compile(rf"(?<![\w'])(?:{words})(?!\w)")) for name, words in _CUES.items()
)


def cues(plain: str) -> set[str]:
    """The names of the groups a text has a word of, each with a sign no word begins with."""
    found = {f"#{name}" for name, pattern in _PATTERNS if pattern.search(plain)}
    length = len(plain.split())
    found.add(f"#{'one word' if length < 2 else 'short' if length < 4 else 'long'}")
    if "?" in plain:
        found.add("#?")
    pairs = sorted(found)
    return found | {
        f"{first}{second}" for at, first in enumerate(pairs) for second in pairs[at + 1 :]
    }
