"""A small chapter, written for these tests, as pages with headings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Title:
    """A heading."""

    title: str
    level: int
    page: int
    start: int | None = None


def leaves(*texts: str) -> list[Leaf]:
    """Pages numbered from 1."""
    return [Leaf(number, text) for number, text in enumerate(texts, start=1)]


PAGES = leaves(
    """Cells

This chapter introduces the parts of a cell and explains how cells get their energy.

A cell is the smallest unit of life that can copy itself. Every cell is wrapped in a cell membrane,
and the fluid inside is called cytoplasm. Water makes up most of the weight of a young plant.

Organelles

An organelle is a part of a cell that has a task of its own. The nucleus is the organelle that
stores the plans of the cell. A ribosome is a small machine that builds proteins from amino acids.
Ribosomes drift freely or sit on folded walls. They were first seen under an electron microscope.
""",
    """Energy

Mitochondria are organelles that release energy from sugar. The release of energy from sugar with
oxygen is called cellular respiration. Photosynthesis is the process by which plants store the
energy of light in sugar. A chloroplast is an organelle in which photosynthesis takes place. Leaves
look green because a chloroplast reflects green light. Fermentation refers to the release of energy
from sugar without oxygen. Yeast turns sugar into alcohol and carbon dioxide by fermentation.

Exercises

Explain why the nucleus is important. What does a ribosome do?
""",
    """References

[1] A. Author. A cell is a book about cells. Press, 2001.
""",
)

HEADINGS = [
    Title("Cells", 1, 1, 0),
    Title("Organelles", 2, 1, PAGES[0].text.index("Organelles\n")),
    Title("Energy", 2, 2, 0),
    Title("Exercises", 2, 2, PAGES[1].text.index("Exercises\n")),
    Title("References", 1, 3, 0),
]

SCRIPTS = {
    "de": "Die Zelle ist die kleinste Einheit des Lebens. Unter einer Mutation versteht man eine"
    " Veränderung des Erbguts. Das Mitochondrium ist ein Organell, das Energie freisetzt. Ein"
    " Ribosom ist ein Teil der Zelle, der Eiweiße aufbaut.",
    "fr": "La cellule est la plus petite unité du vivant. La mitose est une division de la cellule"
    " en deux cellules égales. Ce processus est appelé photosynthèse.",
    "es": "La célula es la unidad más pequeña de la vida. Este proceso se llama fotosíntesis. La"
    " mitosis es una división de la célula en dos células iguales.",
    "zh": "光合作用是一种利用光能制造糖的过程。植物释放能量的过程称为呼吸作用。细胞很小。",
    "ja": "光合成とは、植物が光のエネルギーで糖を作る過程です。この過程を「呼吸」と呼びます。",
    "ar": "الخلية هي أصغر وحدة في الحياة. تحتوي الخلية على نواة. النواة تحفظ خطط الخلية.",
    "hi": "कोशिका जीवन की सबसे छोटी इकाई है। कोशिका में एक केंद्रक होता है।",
    "th": "เซลล์เป็นหน่วยที่เล็กที่สุดของชีวิต เซลล์มีนิวเคลียส",
    "ru": "Клетка — это наименьшая единица жизни. Такой процесс называется фотосинтезом.",
}
