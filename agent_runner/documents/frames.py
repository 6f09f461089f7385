"""The words in which a question is put, in the commonest languages: greetings, requests, frames.

Patterns alone; what is made of them stands in `asked_for`. They meet text with single spaces and
without marks at its ends. `a` and `b` are what is asked about, `aside` a word such as "function",
which the material may or may not use for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final


def _any(patterns: Sequence[str]) -> str:
    return "(?:" + "|".join(patterns) + ")"


POLITE: Final = re.compile(
    r",?\s*(?<!\w)(?:please|pls|kindly|bitte|s['’]il (?:vous|te) pla[iî]t|svp|por favor|per favore"
    r"|per piacere|alsjeblieft|alstublieft|пожалуйста)(?!\w),?\s*",
    re.IGNORECASE,
)
THANKS: Final = re.compile(
    r"(?:^|[\s,])(?:(?:many )?thanks(?: a lot| so much| in advance)?|thank you(?: very much"
    r"| so much)?|thx|danke(?: schön| sehr| dir| ihnen)?|vielen dank"
    r"|merci(?: beaucoup| d['’]avance)?|(?:muchas )?gracias|grazie(?: mille)?"
    r"|obrigad[oa]|dank (?:je|u)(?: wel)?|спасибо"
    r"|谢谢(?:你|您)?|ありがとう(?:ございます)?)$",
    re.IGNORECASE,
)
_GREETINGS: Final = (
    r"(?:hi|hello|hey)(?: there| everyone| everybody)?(?! world)",
    r"good (?:morning|day|afternoon|evening)",
    r"hallo(?! welt)|guten (?:tag|morgen|abend)|servus|moin",
    r"bonjour|bonsoir|salut|hola|buen[oa]s (?:días|tardes|noches)",
    r"ciao|salve|buongiorno|buonasera|olá|bom dia|boa (?:tarde|noite)|привет|здравствуйте",
    r"(?:so|ok|okay|well|now|also|alors|bueno|entonces),",
)
_ABOUT_EN: Final = r"(?: (?:more|something|everything|all|a bit))?(?: (?:about|on|of))?"
_HOW_EN: Final = (
    r"(?: (?:briefly|shortly|in detail|in short|in simple terms|in (?:my|your) own words))*"
)
_REQUESTS: Final = (
    r"(?:can|could|would|will|may|might) (?:you|i|we)(?: (?:also|just|briefly|quickly|help me|to))*"
    r"(?= (?:tell|show|teach|remind|explain|describe|define|clarify|give|ask|say|know|understand))",
    rf"(?:tell|show|teach|remind) (?:me|us){_ABOUT_EN}",
    rf"(?:explain|describe|define|clarify)(?: (?:to |for )?(?:me|us))?{_HOW_EN}",
    r"(?:give|offer)(?: me| us)? (?:an?|the) (?:\w+ )?(?:definition|explanation|meaning"
    r"|description) (?:of|for)",
    rf"i(?: (?:would )?|['’]d )(?:like|want|need|wish) to (?:know|understand|learn|ask){_ABOUT_EN}",
    r"(?:do you know|i wonder|i (?:do not|don['’]t) (?:know|understand)|(?:say|know|understand))"
    r"(?= (?:what|how|why|who|when|where|which))",
    r"(?:kannst|könntest|können|könnten|würdest|würden) (?:du|sie|ihr)(?: (?:mir|uns|mal|kurz|bitte"
    r"|einmal|vielleicht|genau))*",
    r"(?:sagen|erklären|erläutern)(?=,? (?:was|wie|warum|wer|wo|wann|woraus) )",
    r"(?:erkläre?|erläutere?|beschreibe?|definiere?|nenne?|sage?|erzähle?)(?:n sie)?"
    r"(?: (?:mir|uns|mal|kurz|einmal|genau))*(?: (?:den begriff|das wort|etwas über))?",
    r"ich (?:möchte|will|würde)(?: gerne?)?(?: (?:wissen|verstehen))?,?",
    r"(?:weißt du|wissen sie),?",
    r"(?:peux-tu|pouvez-vous|pourrais-tu|pourriez-vous)",
    r"(?:m['’]|me |nous )?(?:expliquer|dire|définir|décrire)",
    r"(?:expliquez?|définis(?:sez)?|décris|décrivez|dis|dites)(?:-moi|-nous)?",
    r"je (?:veux|voudrais|souhaite(?:rais)?) (?:savoir|comprendre)",
    r"(?:me )?(?:puedes|puede|podrías|podría|podrían|pueden)(?: usted)?",
    r"(?:explicar|decir|definir|describir)(?:me|nos)?",
    r"(?:explica|explique|explícame|explíqueme|define|defina|describe|describa|dime|dígame)",
    r"(?:quiero|quisiera|me gustaría) (?:saber|entender)",
    r"(?:puoi|può|potresti|potrebbe)|(?:spiegar|dir|definir|descriver)(?:mi|ci|e)",
    r"(?:spiegami|spiega|spieghi|definisci|descrivi|dimmi)",
    r"(?:pode|poderia|podes)(?: me)?|(?:dizer|descrever)(?:-me)?|(?:descreva|diga)(?:-me)?",
    r"(?:kun|kunt|kan|zou) (?:je|jij|u)(?: (?:me|mij|ons))?|leg uit|(?:definieer|beschrijf)",
    r"(?:объясни|расскажи|опиши|определи|дай)(?:те)?(?: мне)?(?: определение)?(?: (?:об?|про))?",
)
_UNSPACED_REQUEST: Final = (
    r"(?:你好|您好|こんにちは|すみません)[，,、。！!]*|请问|請問|请|請"
    r"|(?:你|您)?(?:能|可以)?(?:给我|为我|帮我|向我)?(?:解释|解釋|说明|說明|介绍|讲解|定义|告诉我)(?:一下|下)?"
)
REQUEST: Final = re.compile(
    rf"^(?:(?:{_any(_REQUESTS)})(?=[\s:,]|$)|{_UNSPACED_REQUEST})[\s:,]*", re.IGNORECASE
)
GREETING: Final = re.compile(rf"^{_any(_GREETINGS)}(?=[\s,!.:]|$|(?<=,))[\s,!.:]*", re.IGNORECASE)
TRAILING: Final = re.compile(
    r",? (?:for me|to me|again|in detail|briefly|in simple terms|in (?:your|my) own words"
    r"|in (?:one|a) sentence|exactly|erklären|erläutern|beschreiben|definieren|sagen|uitleggen)$",
    re.IGNORECASE,
)

_TERM: Final = (
    r"(?:(?:the |der |dem |den |das |le |el |il |o )?(?:term|word|concept|notion|expression|begriff"
    r"|wort|ausdruck|terme|mot|término|palabra|concepto|termine|parola|termo|palavra) )?"
)
_A: Final = rf"{_TERM}(?P<a>.{{2,80}}?)"
_B: Final = rf"{_TERM}(?P<b>.{{2,80}}?)"
_SENSE: Final = (
    r"(?:meaning|definition|explanation|bedeutung|erklärung|définition|signification|sens|definición"
    r"|significado|definizione|significato|definição|definitie|betekenis|определение|значение)"
)
_OF: Final = (
    r"(?:of|for|behind|von|vom|zu|des|der|du|de la|de l['’]|d['’]|de|del|della|di|do|da|van)"
)
DEFINITIONS: Final = tuple(
    re.compile(f"^{pattern}$", re.IGNORECASE)
    for pattern in (
        rf"what(?:['’]s| is| are| was) (?:meant|understood) (?:by|under) {_A}",
        rf"what (?:do|does|did) (?:you|we|people|one) (?:mean|understand) (?:by|under) {_A}",
        rf"what (?:do|does|did) {_A} (?:mean|stand for|refer to|signify|denote)",
        rf"(?:how|what) (?:do|would|can|could) (?:you|we|one) (?:define|call|explain) {_A}",
        rf"how (?:is|are) {_A} (?:defined|explained)",
        rf"(?:what(?:['’]s| is| are) )?(?:the |an? )?{_SENSE} (?:of|for|behind) {_A}",
        rf"(?:(?:was|welche|wie) (?:ist|lautet) )?(?:die |eine )?{_SENSE} {_OF} {_A}",
        rf"(?:(?:quelle|cuál|qual|quale|wat|was) (?:est|es|è|é|is) )?(?:la |el |il |o |a |de )?"
        rf"{_SENSE} {_OF} {_A}",
        rf"{_A}(?:['’]s)?[,:]? {_SENSE}",
        rf"what {_A} (?:is|are|means?)",
        rf"(?:what|which thing)(?:['’]s| is| are)(?: exactly| actually| really)? {_A}",
        rf"was (?:versteht|meint) man (?:unter|mit) {_A}",
        rf"was (?:ist|wird) (?:mit|unter) {_A} (?:gemeint|verstanden|zu verstehen)",
        rf"was (?:ist|sind|bedeutet|bedeuten|heißt|bezeichnet)(?: eigentlich| genau)? {_A}",
        rf"was {_A} (?:ist|sind|bedeutet|heißt)",
        rf"(?:wie (?:definiert|erklärt) man|wie ist|wie wird) {_A}(?: definiert| erklärt)?",
        rf"(?:qu['’]est-ce qu(?:e |['’]|i )(?:c['’]est qu(?:e |['’]))?|que (?:signifie|veut dire)"
        rf"|c['’]est quoi|qu['’]entend-on par|ce qu(?:e c['’]est qu)?['’]?(?:e|est)) ?{_A}",
        rf"(?:qué|que) (?:es|son|significa|significan|se entiende por|quiere decir) {_A}",
        rf"(?:che )?cos['’]?a? ?(?:è|sono|significa|si intende per) {_A}",
        rf"(?:o )?que (?:é|são|significa|se entende por) {_A}",
        rf"wat (?:is|zijn|betekent|verstaat men onder|wordt bedoeld met) {_A}",
        rf"(?:что такое|что значит|что означает|что понимают под) {_A}",
    )
)
UNSPACED_DEFINITIONS: Final = tuple(
    re.compile(f"^{pattern}$")
    for pattern in (
        r"(?:什么|什麼|甚麼)(?:是|叫做?|意思是)(?P<a>.{1,30}?)",
        r"何(?:谓|为)(?P<a>.{1,30}?)",
        r"(?P<a>.{1,30}?)(?:指的?)?(?:是|叫)(?:个|一个)?(?:什么|什麼|啥)(?:意思|东西|概念)?(?:呢|啊)?",
        r"(?P<a>.{1,30}?)(?:的(?:定义|定義|含义|概念|意思)(?:是(?:什么|什麼))?|是什么意思)",
        r"(?P<a>.{1,30}?)(?:とは(?:何|なに|なん|どういう(?:意味|もの))?(?:ですか|でしょうか|か)?|の(?:定義|意味)(?:は何ですか)?)",
        r"(?P<a>.{1,30}?)(?:이란|란|은|는|이|가) (?:무엇|뭐)(?:인가요?|입니까|이?에요|야)?",
    )
)
_FUNCTION: Final = (
    r"(?P<aside>function|role|purpose|job|task|use|funktion|aufgabe|rolle|zweck|fonction|rôle|but"
    r"|función|papel|funzione|ruolo|scopo|função|functie|taak)s?n?"
)
OTHER_FRAMES: Final = tuple(
    re.compile(f"^{pattern}$", re.IGNORECASE)
    for pattern in (
        rf"what(?:['’]s| is| are) (?:the )?(?:main )?{_FUNCTION} of {_A}",
        rf"what {_FUNCTION} (?:do|does) {_A} (?:have|play|serve|perform)",
        rf"(?:was|welche) (?:ist|sind) (?:die |der )?{_FUNCTION} (?:der|des|von|eines|einer) {_A}",
        rf"welche[nr]? {_FUNCTION} (?:hat|haben|erfüllt|spielt) {_A}",
        rf"quel(?:le)? est (?:la |le )?{_FUNCTION} (?:de la |de l['’]|des |du |d['’]|de ){_A}",
        rf"cuál es (?:la |el )?{_FUNCTION} (?:de los |de las |de la |del |de ){_A}",
        rf"qual è (?:la |il |lo )?{_FUNCTION} (?:della |dello |del |dell['’]|dei |di ){_A}",
        rf"qual é (?:a |o )?{_FUNCTION} (?:da |do |das |dos |de ){_A}",
        rf"how (?:do|does|did) {_A} (?P<aside>work|function)",
        rf"how {_A} (?P<aside>works?|functions?)",
        rf"what (?P<aside>happens|occurs) (?:during|in) {_A}",
        rf"was (?P<aside>passiert|geschieht) (?:bei|während|in) {_A}",
        rf"wozu (?P<aside>dient|dienen) {_A}",
        rf"wie (?P<aside>funktioniert|funktionieren|arbeitet) {_A}",
        rf"(?:what(?:['’]s| is| are) )?(?:the )?(?P<aside>difference)s? between {_A} and {_B}",
        rf"how (?:do|does|is|are) {_A} (?P<aside>differ|different) from {_B}",
        rf"how (?:do|does) {_A} and {_B} (?P<aside>differ)",
        rf"(?P<aside>compare) {_A} (?:and|with|to) {_B}",
        rf"{_A} (?P<aside>vs\.?|versus) {_B}",
        rf"(?:was ist |worin besteht )?(?:der |die )?(?P<aside>unterschied)e? zwischen {_A}"
        rf" und {_B}",
        rf"(?:worin|wie|wodurch) (?P<aside>unterscheide)(?:t|n) sich {_A} (?:von|und) {_B}",
        rf"(?:quelle est )?la (?P<aside>différence) entre {_A} et {_B}",
        rf"(?:cuál es )?(?:la )?(?P<aside>diferencia) entre {_A} y {_B}",
        rf"(?:qual è )?la (?P<aside>differenza) (?:tra|fra) {_A} e {_B}",
        rf"(?:qual é )?a (?P<aside>diferença) entre {_A} e {_B}",
    )
)
DETERMINER: Final = re.compile(
    r"^(?:(?:an?|the|any|some|eine?[nmrs]?|der|die|das|dem|den|des|une?|les?|la|el|los|las|una"
    r"|unos|unas|il|lo|gli|uno|uma?|os?|as|een|het|de|du) |l['’])",
    re.IGNORECASE,
)
WITHIN: Final = re.compile(
    r"\s(?:in|im|within|bei|beim|dans|nel|nella|em|no|na|according to|laut)\s.*$", re.IGNORECASE
)
"""Where a thing is asked about ("recursion in Python"), which a definition need not say again."""
QUESTION_WORD: Final = re.compile(
    r"^(?:what|who|whom|whose|when|where|why|how|which|is|are|was|were|do|does|did|can|wer|wem|wen"
    r"|wessen|wann|wo\w*|warum|weshalb|wieso|wie\w*|welche\w*|ist|sind|hat|qui|quand|où|pourquoi"
    r"|comment|quel\w*|combien|qué|quién\w*|cuándo|dónde|cómo|cuál\w*|cuánt\w*|if|whether|ob|si)\b",
    re.IGNORECASE,
)
LIGHT: Final = re.compile(
    r"\b(?:gehalten|halten|hält|hielt|gemacht|machen|macht|getan|tun|tut|woraus|worin|womit|wofür"
    r"|wovon|wozu|woran|worauf|worüber|wogegen|wonach|worum|worunter)\b",
    re.IGNORECASE,
)
"""Verbs that mean what their object makes them mean, and question words of no other use."""
