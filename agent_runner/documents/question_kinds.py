"""What kind of answer a question asks for, by its question words, and whether a sentence has one.

Languages that are not listed, and questions that tell nothing, get no bonus and lose nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final, Literal

Kind = Literal["number", "date", "person", "place", "reason", "definition"]

_ASKS: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    (
        "date",
        re.compile(
            r"\b(?:when|(?:what|which|in what|in which) (?:year|century|decade|date|day|month)"
            r"|wann|(?:in )?welche[mnrs]? (?:jahr|jahrhundert|datum|monat|tag)"
            r"|cuándo|(?:qué|cuál) (?:fue el )?(?:año|siglo|fecha|día|mes|década)"
            r"|quand|(?:quelle|quel) (?:année|siècle|date|jour|mois)|en quelle année"
            r"|quando|(?:che|quale|in che) (?:anno|secolo|data)|(?:que|qual) (?:ano|século|data)"
            r"|wanneer|welk jaar|когда|каком году|πότε|ne zaman|hangi yıl|când|ce an)\b"
            r"|什么时候|何时|哪一?年|几年|何年|いつ|언제|متى|اي عام|أي عام|कब|किस वर्ष|किस साल"
            r"|năm nào|khi nào|เมื่อไร|เมื่อใด|ปีใด|ปีไหน"
        ),
    ),
    (
        "number",
        re.compile(
            r"\b(?:how (?:many|much|old|long|far|often|tall|large|big|high|deep|fast)"
            r"|(?:what|which) (?:percent|percentage|number|amount|population|size|proportion|age)"
            r"|wie ?(?:viele?n?|oft|alt|lange?|groß|hoch|weit|tief|schnell|teuer)"
            r"|(?:welche|wie hoch ist die) (?:anzahl|zahl|prozent)"
            r"|cuántos|cuántas|cuánto|cuánta|qué (?:porcentaje|cantidad|número)"
            r"|combien|quel (?:pourcentage|nombre|âge)|quant[ioae]|quanto|quantos|quantas"
            r"|hoeveel|hur många|hur mycket|hvor mange|сколько|πόσ(?:ο|α|οι|ες|ους)|kaç"
            r"|câți|câte|cât)\b"
            r"|多少|几[个名位次岁天种座支场]|多[大高长远久深]|いくつ|何人|何個|얼마나|몇|كم|कितन"
            r"|bao nhiêu|mấy|กี่|เท่าไร|เท่าใด"
        ),
    ),
    (
        "person",
        re.compile(
            r"\b(?:who|whom|whose|(?:what|which) (?:person|president|king|queen|author|scientist)"
            r"|wer|wem|wen|wessen|quién|quiénes|qui|chi|quem|wie (?:is|was|heeft|zijn)|vem|hvem"
            r"|кто|кого|кем|ποι(?:ος|οι|ον)|kim|kimin|cine)\b"
            r"|谁|誰|누가|누구|^من |कौन|किसने|किसे|^ai | ai\b|ใคร"
        ),
    ),
    (
        "place",
        re.compile(
            r"\b(?:where|(?:what|which|in what|in which) (?:city|country|state|place|town|region)"
            r"|wo|woher|wohin|dónde|où|dove|onde|waar|var|hvor|где|куда|πού|nerede|unde)\b"
            r"|哪里|哪儿|在哪|どこ|어디|اين|أين|कहाँ|कहां|ở đâu|ที่ไหน|ที่ใด"
        ),
    ),
    (
        "reason",
        re.compile(
            r"\b(?:why|what (?:caused|causes|is the reason)|warum|weshalb|wieso|por qué|pourquoi"
            r"|perché|por que|waarom|varför|hvorfor|почему|зачем|γιατί|neden|niçin|de ce)\b"
            r"|为什么|为何|なぜ|왜|لماذا|क्यों|tại sao|vì sao|ทำไม|เพราะเหตุใด"
        ),
    ),
    (
        "definition",
        re.compile(
            r"^(?:what (?:is|are|does) (?:an? |the )?[\w' -]{2,50}(?: mean)?"
            r"|(?:define|definition of|meaning of) .{2,50}"
            r"|was (?:ist|sind|bedeutet|versteht man unter) .{2,50}"
            r"|qué (?:es|son|significa) .{2,50}"
            r"|(?:qu'est-ce que?|que signifie|c'est quoi) .{2,50}"
            r"|(?:che )?cos'?a? (?:è|sono|significa) .{2,50}|(?:o )?que (?:é|são|significa) .{2,50}"
            r"|wat (?:is|zijn|betekent) .{2,50}|что такое .{2,50})\??$"
        ),
    ),
)

_NUMBER: Final = re.compile(
    r"\d+(?:[.,]\d+)*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|"
    r"thousand|million|billion|half|twice|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|"
    r"hundert|tausend|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|cien|mil|deux|"
    r"trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|cent|mille|due|tre|quattro|cinque|sei|sette|"
    r"otto|nove|dieci|dois|três|quatro|sete|oito|dez|twee|drie|vijf|zes|zeven|negen|tien|два|три|"
    r"четыре|пять|шесть|семь|восемь|девять|десять|δύο|τρεις|τρία|iki|üç|dört|beş|doi|trei|patru)\b"
    r"|[二两三四五六七八九十百千万亿]|दो|तीन|चार|पांच|पाँच|छह|सात|आठ|नौ|दस|सौ|हज़ार|लाख|करोड़"
    r"|اثنان|ثلاث|أربع|خمس|ست|سبع|ثمان|تسع|عشر|مئة|ألف|مليون|مليار"
)
_DATE: Final = re.compile(
    r"\b(?:1[0-9]{3}|20[0-9]{2}|[0-9]{1,2}(?:st|nd|rd|th) century|[0-9]{1,2}\. jahrhundert"
    r"|january|february|march|april|june|july|august|september|october|november|december"
    r"|januar|februar|märz|mai|juni|juli|oktober|dezember|enero|febrero|marzo|abril|mayo|junio"
    r"|julio|agosto|septiembre|octubre|noviembre|diciembre|janvier|février|mars|avril|juin|juillet"
    r"|août|septembre|octobre|novembre|décembre|siglo|siècle|century)\b"
    r"|[0-9०-९٠-٩]{1,4} ?[年月日]|[०-९٠-٩]{3,4}|世纪|शताब्दी|القرن|जनवरी|फरवरी|मार्च|अप्रैल|जून|जुलाई"
    r"|अगस्त|सितंबर|अक्टूबर|नवंबर|दिसंबर"
    r"|يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر"
    r"|أكتوبر|نوفمبر|ديسمبر"
)
_NAME: Final = re.compile(r"(?<![.!?:\"“«] )(?<!^)\b([^\W\d_a-z][^\W\d_]*[a-zß-ÿа-яα-ω][^\W\d_]*)")
_REASON: Final = re.compile(
    r"\b(?:because|due to|since|therefore|as a result|so that|in order to|caused by|reason"
    r"|owing to"
    r"|weil|da|daher|deshalb|wegen|aufgrund|damit|denn|porque|debido a|ya que|por lo que|causa"
    r"|parce que|car|grâce à|à cause|afin|perché|poiché|a causa|devido|omdat|doordat|потому|так как"
    r"|επειδή|λόγω|çünkü|deoarece|pentru că)\b|因为|由于|因此|所以|لأن|بسبب"
    r"|क्योंकि|कारण|vì|do đó|เพราะ"
)
_COPULA: Final = re.compile(
    r"\b(?:is|are|was|were|means?|refers? to|is called|are called|known as|defined as"
    r"|ist|sind|heißt"
    r"|bezeichnet|bedeutet|nennt man"
    r"|es|son|significa|se llama|est|sont|signifie|désigne|è|sono|é|são"
    r"|zijn|betekent|это|называется|является)\b|是|指|है|हैं|هو|هي"
)
_COPULA_REACH: Final = 40
"""Characters between the defined term and the word that defines."""


def kind_of(question: str) -> Kind | None:
    """The kind of answer asked for; None where the question does not tell.

    >>> kind_of("How many points did they score?")
    'number'
    """
    lowered = question.strip().lower()
    return next((kind for kind, asks in _ASKS if asks.search(lowered)), None)


def has(kind: Kind, sentence: str, question: str, names: Collection[str]) -> bool:
    """Whether a sentence holds what could be such an answer, and the question itself does not.

    `names` are the question's own words as they begin (what a definition is asked of).
    """
    match kind:
        case "number":
            return _has_new(_NUMBER, sentence.lower(), question.lower())
        case "date":
            return _has_new(_DATE, sentence.lower(), question.lower())
        case "person" | "place":
            return _has_new(_NAME, sentence, question)
        case "reason":
            return _REASON.search(sentence.lower()) is not None
        case "definition":
            return _defines(sentence.lower(), names)


def _has_new(sought: re.Pattern[str], sentence: str, question: str) -> bool:
    return any(found.group() not in question for found in sought.finditer(sentence))


def _defines(sentence: str, names: Collection[str]) -> bool:
    """Whether one of the names stands shortly before a word that defines."""
    ends = [at + len(name) for name in names if (at := sentence.find(name)) >= 0]
    return any(_COPULA.search(sentence, end, end + _COPULA_REACH) is not None for end in ends)


BONUS: Final[Mapping[Kind, float]] = {
    "number": 0.15,
    "date": 0.15,
    "person": 0.1,
    "place": 0.05,
    "reason": 0.1,
    "definition": 0.15,
}
"""What having one is worth, as a share of the best possible score of the question."""
