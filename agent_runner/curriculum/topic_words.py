"""Words around a subject that say nothing of which subject it is. All folded, in the singular.

Whatever stands beside a subject's name and is not listed here may change the subject: "sports
psychology" is not psychology, "python snake" is not the language.
"""

from __future__ import annotations

from agent_runner.core.tokens import stems

NEUTRAL = frozenset(
    stems(
        """
        a an the of in on at to into from by as is are be am was been being this that these those it
        its my your our their his her me you we they i im ive id ill he she him us them myself so
        some any all every each both more most much many very really quite just only even still
        also too again soon now then here there up down out over about around between before
        after until till since during within without not no don dont cant s t m re ve ll d not
        what which who how why when where whether if can could would should will shall may might
        must do does did done have has had get got getting need want like love hate would wish hope
        try trying let lets make please thanks thank hi hello hey ok okay
        help study studying learn learning learnt learned teach teaching understand understanding
        explain explaining explanation tell show give define describe mean meaning review reviewing
        revise revising revision practise practice practicing practising prepare preparing prep
        preparation pass passing ace fail failing failed improve improving master know knowing
        known refresh refresher remember catch cram cramming start starting begin beginning finish
        work working go going take taking took use using quiz test tested plan planning schedule
        exam examination midterm final finals retake resit mock assignment homework coursework
        project essay paper lecture lesson seminar tutorial class course module subject topic
        chapter unit semester term school university college uni highschool high degree bachelor
        bsc msc ap ib gcse alevel level grade credit student undergrad undergraduate graduate
        teacher professor prof exercise problem question answer note book textbook material
        introduction intro introductory basic basics foundation fundamental fundamentals beginner
        beginners beginning elementary intermediate advanced expert absolute complete total deep
        deeper quick quickly fast slow properly well better best good bad hard difficult tough easy
        boring scary confusing stupid damn stuff thing something everything anything bit little lot
        new old first second third last next another other same different part whole full own
        scratch zero ground ready lost stuck behind worried nervous terrible weak strong completely
        day daily week weekly weekend month year hour minute min h time today tonight tomorrow
        morning evening afternoon night monday tuesday wednesday thursday friday saturday sunday
        january february march april june july august september october november december jan feb
        mar apr jun jul aug sep sept oct nov dec one two three four five six seven eight nine ten
        half per hours minutes days weeks months already comfortable familiar skip especially mainly
        mostly focus focusing goal score percent mark career job fun hobby interest interested
        online self free and or plus but with because for while than versus vs compare difference
        concept idea theory principle overview summary subject area field
        ich mochte will lernen lerne hilfe hilf mir fur die der das den dem ein eine einen und oder
        mit bei am im in zu zum zur klausur prufung kurs grundlagen einfuhrung bitte verstehen
        quiero aprender estudiar ayuda ayudame para el la los las un una unos de del y con mi examen
        curso introduccion por favor entender a al necesito
        je veux apprendre etudier aide moi pour le les des du et avec mon ma mes examen cours
        introduction aux comprendre l d au une besoin
        """
    )
)

SEPARATORS = frozenset(
    stems("and or plus but with because for while und oder aber mit fur y e o con para et ou avec")
)

EVERYDAY = frozenset(
    stems(
        "python ml macro micro networking networks inheritance heredity history mechanics"
        " algorithms probability calc sql analysis databases cytology psych stats anatomy"
    )
)
"""Names of subjects that are words of other things too: nothing unknown may stand around them."""

COMMON = frozenset(
    stems(
        "stress depression drive memory birth blood battery border camp cart power set like"
        " explain next text page list note fat flow fork frame hook label mapping margin matching"
        " mount path power punishment rank rates raise readers register relation scope"
        " senses shell signals singer span stomach stretching submit super support switch templates"
        " tension threshold token traits trap trace trade translation unknown update wait weights"
        " abstract attention attachment balance burns carrier character classes closure collision"
        " composition compensation consistency counting delete deployment drafting"
        " dreaming editing efficiency events exists experiment extent fairness fitness forgetting"
        " framing generator gravity halving headers illusions import journal"
        " ligament locks login migration monitor obedience objectivity padding partition pid pipes"
        " playwright polling pollution posting prefix productivity promises provisions prudence"
        " react reference references reserves resistance revising rewriting routing schema shaping"
        " skimming slicing strings substitution successor symmetry tariff typos unity unique value"
        " variables ventilation warranty yield having insert det def sn label unpacking argument"
    )
)
"""Everyday words that are also terms of a concept: they count only when they are the whole text."""

MORE_NAMES: dict[str, str] = {
    "world war 2": "modern-history/second-world-war",
    "world war two": "modern-history/second-world-war",
    "world war ii": "modern-history/second-world-war",
    "wwii": "modern-history/second-world-war",
    "world war 1": "modern-history/first-world-war",
    "world war one": "modern-history/first-world-war",
    "world war i": "modern-history/first-world-war",
    "wwi": "modern-history/first-world-war",
    "ww1": "modern-history/first-world-war",
    "bayes": "probability-statistics/bayes-theorem",
}
"""Everyday names of concepts, beside those that the packs give."""

UMBRELLAS: dict[str, tuple[str, ...]] = {
    "physics": ("mechanics", "electromagnetism"),
    "chemistry": ("general-chemistry", "organic-chemistry"),
    "chem": ("general-chemistry", "organic-chemistry"),
    "biology": ("cell-biology", "genetics", "anatomy"),
    "bio": ("cell-biology", "genetics", "anatomy"),
    "economics": ("microeconomics", "macroeconomics"),
    "econ": ("microeconomics", "macroeconomics"),
    "maths": ("school-algebra", "calculus", "linear-algebra", "probability-statistics"),
    "math": ("school-algebra", "calculus", "linear-algebra", "probability-statistics"),
    "mathematics": ("school-algebra", "calculus", "linear-algebra", "probability-statistics"),
    "programming": ("python", "data-structures-algorithms", "web-development"),
    "coding": ("python", "data-structures-algorithms", "web-development"),
    "computer science": ("python", "data-structures-algorithms", "databases", "networks"),
    "history": ("modern-history",),
    "writing": ("academic-writing",),
    "physik": ("mechanics", "electromagnetism"),
    "chemie": ("general-chemistry", "organic-chemistry"),
    "biologie": ("cell-biology", "genetics", "anatomy"),
    "mathe": ("school-algebra", "calculus", "linear-algebra", "probability-statistics"),
    "mathematik": ("school-algebra", "calculus", "linear-algebra", "probability-statistics"),
    "physique": ("mechanics", "electromagnetism"),
    "chimie": ("general-chemistry", "organic-chemistry"),
    "física": ("mechanics", "electromagnetism"),
    "química": ("general-chemistry", "organic-chemistry"),
    "biología": ("cell-biology", "genetics", "anatomy"),
}
"""Whole fields: the first pack is meant until the learner says otherwise."""
