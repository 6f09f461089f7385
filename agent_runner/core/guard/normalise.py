"""Owns how a message is folded before the guard reads it. Decides nothing.

`normalise` undoes what hides a word (case, accents, look-alike letters, leetspeak, letters set
apart, filler signs) and writes contractions and known code words out, so that one rule sees all
spellings. Its output is lower-case tokens with single spaces; sentence ends stay as " . ".
Every step is linear in the length of the text.
"""

import re
import unicodedata

MAX_TOKEN_CHARS = 40
"""Longer tokens are cut, so that no pattern ever walks a long word twice."""

_LOOKALIKES = str.maketrans(
    "абвеёкмнорстухіїјѕԁɡοαερτυνικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "abbeekmhopctyxiijsdgoaeptuvikABEZHIKMNOPTYX",
)
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b"})
_SIGNS = str.maketrans({"@": "a", "$": "s", "!": "i", "|": "l", "€": "e", "£": "l"})
_LATIN = re.compile(r"[a-z]")
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0f]")
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670]")
_ARABIC_FORMS = str.maketrans("أإآٱىةؤئ", "اااايهوي")
_SENTENCE_END = re.compile(r"[.!?;:…\n。！？؟।]+(?=\s|$)|[\n。！？；।]+")
_APOSTROPHE = re.compile("[’‘ʼ´`＇]")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_APART = re.compile(r"(?<![^\W_])[^\W\d_](?:[\s.\-_*·,/]{1,3}[^\W\d_](?![^\W_])){3,}")
_TOKEN = re.compile(r"\.|(?:[^\W_]|[\u0900-\u0dff\u0e00-\u0e7f])+")
_MASKED = re.compile(r"[a-z@$!|]{1,12}[*#]{1,6}[a-z*#]{0,12}")

_CONTRACTIONS = (
    (re.compile(r"\b(?:can't|cant|cannot|can not)\b"), "can not"),
    (re.compile(r"\b(?:won't|wont)\b"), "will not"),
    (re.compile(r"\b(?:ain't|aint)\b"), "am not"),
    (
        re.compile(r"\b(do|does|did|is|was|are|were|have|has|had|would|could|should)n'?t\b"),
        r"\1 not",
    ),
    (re.compile(r"\b(?:i'm|im|i'am)\b"), "i am"),
    (re.compile(r"\b(?:i've|ive)\b"), "i have"),
    (re.compile(r"\bi'd\b"), "i would"),
    (re.compile(r"\bi'll\b"), "i will"),
    (re.compile(r"\b(he|she|it|that|there|what|who|how|where|here)'s\b"), r"\1 is"),
    (re.compile(r"\bwhats\b"), "what is"),
    (re.compile(r"\b(you|we|they)'re\b"), r"\1 are"),
    (re.compile(r"\b(you|we|they)'ve\b"), r"\1 have"),
    (re.compile(r"\b(you|he|she|we|they|it)'ll\b"), r"\1 will"),
    (re.compile(r"\b(you|he|she|we|they)'d\b"), r"\1 would"),
    (re.compile(r"\bwanna\b"), "want to"),
    (re.compile(r"\b(?:gonna|gunna|finna|bouta)\b"), "going to"),
    (re.compile(r"\bgotta\b"), "have to"),
    (re.compile(r"\b(?:tryna|tryina)\b"), "trying to"),
    (re.compile(r"\b(?:kinda|sorta)\b"), "kind of"),
    (re.compile(r"\bdunno\b"), "do not know"),
    (re.compile(r"\b(?:cuz|cos|coz|bc|bcs|becuz)\b"), "because"),
    (re.compile(r"\bu\b"), "you"),
    (re.compile(r"\bur\b"), "your"),
    (re.compile(r"\br\b(?= you)"), "are"),
    (re.compile(r"\bidk\b"), "i do not know"),
    (re.compile(r"\bidc\b"), "i do not care"),
    (re.compile(r"\bi ?dw(?:a|t)\b"), "i do not want to"),
    (re.compile(r"\b(?:my self|mysef|myslef|meself|mysel|mself)\b"), "myself"),
    (re.compile(r"\b(?:any more)\b"), "anymore"),
)

_CODE_WORDS = (
    (re.compile(r"\bkil(ing|ed)?\b"), r"kill\1"),
    (re.compile(r"\bd (?:\. )?i (?:\. )?e\b"), "die"),
    (re.compile(r"\bk (?:\. )?m (?:\. )?s\b"), "kms"),
    (re.compile(r"\b(?:un ?aliv(?:e|ed))\b"), "kill"),
    (re.compile(r"\b(?:un ?aliving)\b"), "killing"),
    (re.compile(r"\bun ?alives\b"), "kills"),
    (
        re.compile(
            r"\b(?:sewer ?slide|sewer ?side|suey ?cide|soo ?cide|suwerslide|suiside|sucide|"
            r"suicde|suicid|suic1de|suacide|sooicide|self delet(?:e|ion))\b"
        ),
        "suicide",
    ),
    (re.compile(r"\b(?:sui ?cidal|sucidal|suicidle|suicidel)\b"), "suicidal"),
    (re.compile(r"\bkys\b"), "kill yourself"),
    (
        re.compile(
            r"\b(to|will|should|would|might|could|not|just|and|may|must|gon|please|rather|"
            r"still|never|about to|i|me)( (?:just|probably|actually|really|legit|literally))? "
            r"kms\b(?! (?:to|in|per|an|away|from|every|each|long|of|left|far|and)\b)"
        ),
        r"\1\2 kill myself",
    ),
    (
        re.compile(r"^kms$|^kms \.|\. kms$|^kms(?= (?:fr|frfr|rn|ngl|tbh|now|today|tonight)\b)"),
        "kill myself",
    ),
    (re.compile(r"\b(?:ctb|ctbing)\b"), "end my life"),
    (
        re.compile(
            r"\b(?:pro ?ana|proana|pro ?mia|thinspo|thinspiration|bonespo|meanspo|"
            r"edtwt|proed|pro ed)\b"
        ),
        "proana",
    ),
    (
        re.compile(
            r"\b(?:selfharm|self harm|self harming|selfharming|self injury|self injure|"
            r"self mutilat(?:e|ion)|shtwt)\b"
        ),
        "selfharm",
    ),
)
_MASK_WORDS = (
    "suicide",
    "suicidal",
    "kill",
    "killing",
    "killed",
    "die",
    "dying",
    "rape",
    "raped",
    "cutting",
    "myself",
    "murder",
    "abused",
    "dead",
    "overdose",
    "hang",
)
_GLUED = (
    ("killmyself", "kill myself"),
    ("killingmyself", "killing myself"),
    ("wanttodie", "want to die"),
    ("wannadie", "want to die"),
    ("endmylife", "end my life"),
    ("endingmylife", "ending my life"),
    ("hatemylife", "hate my life"),
    ("cutmyself", "cut myself"),
    ("cuttingmyself", "cutting myself"),
    ("hangmyself", "hang myself"),
    ("hurtmyself", "hurt myself"),
    ("starvemyself", "starve myself"),
    ("wishiwasdead", "wish i was dead"),
    ("commitsuicide", "commit suicide"),
    ("killyourself", "kill yourself"),
    ("suicide", "suicide"),
    ("selfharm", "selfharm"),
    ("dontwanttolive", "do not want to live"),
    ("enditall", "end it all"),
)


def normalise(text: str) -> str:
    """Folds `text`; the result is what rules and classifier read."""
    folded = unicodedata.normalize("NFKC", text)
    folded = _INVISIBLE.sub("", folded).casefold()
    folded = _APOSTROPHE.sub("'", folded)
    folded = _strip_accents(folded)
    folded = _ARABIC_MARKS.sub("", folded).translate(_ARABIC_FORMS)
    folded = _join_letters_apart(folded)
    folded = " ".join(_unmask(word) for word in _mark_sentences(folded).split())
    for pattern, replacement in _CONTRACTIONS:
        folded = pattern.sub(replacement, folded)
    folded = " ".join(token[:MAX_TOKEN_CHARS] for token in _TOKEN.findall(folded))
    folded = _STRETCHED.sub(r"\1", folded)
    for pattern, replacement in _CONTRACTIONS[:4]:
        folded = pattern.sub(replacement, folded)
    for pattern, replacement in _CODE_WORDS:
        folded = pattern.sub(replacement, folded)
    return folded


def _strip_accents(text: str) -> str:
    """Drops the accents of Latin, Greek and Cyrillic; vowel signs of other scripts stay."""
    if text.isascii():
        return text
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def _join_letters_apart(text: str) -> str:
    """`k i l l  m y s e l f` and `s.u.i.c.i.d.e` become words again."""
    return _APART.sub(lambda found: " " + _unglue(re.sub(r"[\W_]", "", found.group())) + " ", text)


def _unglue(word: str) -> str:
    """Sets the words of a run-together phrase apart again, if it is one the guard knows."""
    for glued, phrase in _GLUED:
        if glued in word:
            word = word.replace(glued, f" {phrase} ")
    return word.strip()


def _mark_sentences(text: str) -> str:
    return _SENTENCE_END.sub(" . ", text)


def _unmask(word: str) -> str:
    """Undoes look-alike letters, digits for letters and starred-out letters within one word."""
    if word.isascii() and word.isalpha():
        return _unglue(word) if len(word) > 9 else word
    if not word.isascii() and _LATIN.search(word):
        word = word.translate(_LOOKALIKES)
    plain = word.translate(_LEET).translate(_SIGNS) if any(c.isdigit() for c in word) else word
    if plain != word and (plain in _MASK_WORDS or _looks_like_leet(word)):
        word = word.translate(_LEET).translate(_SIGNS)
    elif any(c in "@$!|€" for c in word) and re.search(r"[a-z][@$!|€]+[a-z]", word):
        word = word.translate(_SIGNS)
    if ("*" in word or "#" in word) and len(word) <= 16 and _MASKED.search(word):
        word = _fill_stars(word)
    return word


def _looks_like_leet(word: str) -> bool:
    """Digits inside a word stand for letters; `5kg`, `h2o` and `b12` do not."""
    return bool(
        re.fullmatch(r"[(\"']*[a-z@$!|]+\d{1,2}[a-z@$!|]+[\da-z@$!|]*[)\"',.]*", word)
    ) and (sum(c.isalpha() for c in word) >= 3 or word in ("d1e", "k1ll", "di3", "d13"))


def _fill_stars(word: str) -> str:
    shape = re.sub(r"[*#]+", "*", word.strip(".,!?\"'()"))
    head, _, tail = shape.partition("*")
    tail = tail.rpartition("*")[2]
    for known in _MASK_WORDS:
        if known.startswith(head) and known.endswith(tail) and len(head) + len(tail) >= 2:
            return known
    return word
