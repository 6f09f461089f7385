"""What no text of ours may say to a learner, whoever wrote it.

No praise without a number, no diagnosis, no "learning styles" (Pashler et al., 2008), and no
instruction to a model that was planted in what it read. Errs on the side of refusing: what is
refused costs a nicer sentence, the core's stands.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

Claim = Literal["praise", "diagnosis", "learning_style", "instruction"]

_FLAGS: Final = re.IGNORECASE
_STYLES: Final = re.compile(
    r"\blearning[ -](?:style|type)s?\b|\b(?:visual|auditory|kin[a]?esthetic|tactile) learners?\b|"
    r"\bVARK\b|\b(?:left|right)[ -]brain(?:ed)?\b|\blern(?:typ|stil)\w*|"
    r"\bstyles? d['’]apprentissage|\bestilos? de aprendizaje|\bestilos? de aprendizagem|"
    r"学习风格|सीखने की शैली",
    _FLAGS,
)
_YOU: Final = re.compile(
    r"\b(?:you|your|you['’](?:re|ve)|yourself|du|dir|dich|dein\w*|sie haben|ihr\w{0,2}|tu|te|toi|"
    r"ton|ta|tes|vous|votre|vos|tú|ti|tienes|eres|estás|usted)\b|你|您|आप|तुम",
    _FLAGS,
)
_CONDITIONS: Final = re.compile(
    r"\b(?:adhd|adhs|tdah|depress\w*|dépress\w*|depresi\w*|deprim\w*|anxiety|angststörung\w*|"
    r"anxiété|ansiedad|dyslexi\w*|legastheni\w*|dislexi\w*|dyscalculi\w*|autis\w*|bipolar\w*|"
    r"ocd|ptsd|ptbs|burn[ -]?out|insomnia|disorders?|syndrome|neurodiver\w*|mental illness|"
    r"psych(?:osis|otic)|schizo\w*|trauma\w*|trastorno|trouble (?:anxieux|de l)|störung)\b|"
    r"抑郁|焦虑症|अवसाद",
    _FLAGS,
)
_PRAISE_ALONE: Final = re.compile(
    r"\b(?:well done|(?:great|good|nice|excellent|amazing|awesome) (?:job|work|going|effort)|"
    r"keep it up|congrat\w*|bravo|kudos|way to go|proud of you|you (?:rock|rule|nailed|crushed|"
    r"aced)|you['’]re a (?:star|genius|natural|champion|legend)|gut gemacht|weiter so|"
    r"(?:tolle|super|klasse) (?:leistung|arbeit)|glückwunsch\w*|félicitations|bien joué|"
    r"beau travail|bien hecho|buen trabajo|felicidades|felicitaciones|enhorabuena|parabéns)\b|"
    r"做得好|太棒了|干得好|शाबाश|बहुत बढ़िया",
    _FLAGS,
)
_PRAISE_OF_YOU: Final = re.compile(
    r"\b(?:great|excellent|amazing|awesome|fantastic|brilliant|impressive|outstanding|superb|"
    r"wonderful|incredible|remarkable|perfect(?:ly)?|talented|gifted|smart|clever|genius|"
    r"exceptional|proud|splendid|terrific|strong progress|super|toll|prima|großartig|klasse|"
    r"hervorragend|ausgezeichnet|fantastisch|begabt|stolz|formidable|génial\w*|"
    r"magnifique|impressionnant\w*|doué\w*|fièr?e|excelente|genial|fantástic\w+|increíble|"
    r"brillante|orgullos\w+)\b",
    _FLAGS,
)
_INSTRUCTION: Final = re.compile(
    r"\b(?:ignor\w+|disregard\w*|forget|override|bypass|vergiss|ignorier\w*|missachte|oublie[zr]?|"
    r"olvid\w+|esquece|dimentica)\b[^.!?\n]{0,60}\b(?:instruction\w*|prompt\w*|rules?|"
    r"guidelines?|directions?|anweisung\w*|regel\w*|consignes?|règles?|instruccion\w*|"
    r"reglas?|instruç\w+|istruzioni|above|previous|earlier|everything|alles|tout|todo)\b|"
    r"\b(?:system|developer|hidden|initial|your) (?:prompt|message|instruction)s?\b|"
    r"\bsystem[- ]?(?:prompt|anweisung)|(?:^|[.!?]\s)\s*(?:system|assistant|user)\s*[:：>]|"
    r"<\s*/?\s*(?:system|assistant|user|instructions?|im_start|im_end)\b|<\|[^|]*\|>|"
    r"\[/?(?:INST|SYS|SYSTEM)\]|<<\s*/?SYS|###\s*(?:system|instruction|new instruction)|"
    r"\b(?:you are|act|behave|respond|pretend)(?: now| from now on)?(?: to be)?(?: as)? "
    r"(?:dan|jailbroken|an? (?:ai|assistant|language model|unrestricted|different|evil|pirate)|"
    r"no longer)\b|"
    r"\byou are (?:now|from now on) (?:an?|the|my|in|dan|free|no|un\w+|called|allowed)\b|"
    r"\bdu bist (?:jetzt|nun) (?:ein\w*|frei|dan)\b|"
    r"\btu es (?:maintenant|désormais) (?:une?|libre|dan)\b|"
    r"\b(?:ahora )?eres (?:ahora )?(?:un|una|dan)\b|\bdeveloper mode\b|"
    r"\bas an? (?:ai|large)? ?language model\b|\bnew (?:task|instructions?)\s*:|"
    r"忽略|无视|忘记(?:之前|以上|所有)|系统提示|以前の指示|指示を無視|"
    r"игнорируй\w*|забудь|निर्देश\w* को (?:अनदेखा|भूल)|अनदेखा कर|تجاهل",
    _FLAGS | re.MULTILINE,
)
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…。！？।])\s*|\n+")


def forbidden_claim(text: str) -> Claim | None:
    """The first kind of claim in the text that none of our answers makes; None: there is none."""
    plain = unicodedata.normalize("NFKC", text)
    if _STYLES.search(plain):
        return "learning_style"
    if _INSTRUCTION.search(plain):
        return "instruction"
    for sentence in _SENTENCE_END.split(plain):
        about_you = _YOU.search(sentence) is not None
        if about_you and _CONDITIONS.search(sentence):
            return "diagnosis"
        praises = _PRAISE_ALONE.search(sentence) or (about_you and _PRAISE_OF_YOU.search(sentence))
        if praises and not any(char.isdigit() for char in sentence):
            return "praise"
    return None


def is_instruction(text: str) -> bool:
    """Whether a text speaks to a model rather than to a reader."""
    return _INSTRUCTION.search(unicodedata.normalize("NFKC", text)) is not None
