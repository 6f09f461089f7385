"""A summary is made of a document's own sentences."""

from agent_runner.core.materials import in_one_line, quote, summary
from agent_runner.core.materials.centrality import centrality, cosine, vectors
from tests.unit.core.materials.chapter import HEADINGS, PAGES, leaves


def test_the_one_sentence_says_what_the_text_is_about():
    abstract = (
        "Neural networks need much data. Many methods try to do with less. However, they are slow."
        " We propose a method that trains neural networks on little data by copying rare examples."
        " Experiments on two data sets were run. The code is there for all."
    )

    assert _texts(abstract, sentences=1) == [
        "We propose a method that trains neural networks on little data by copying rare examples."
    ]


def test_more_sentences_come_in_the_order_of_the_document():
    spans = summary(PAGES, HEADINGS, sentences=5)

    assert len(spans) == 5
    assert spans == sorted(spans)
    assert quote(PAGES, spans[0]).startswith("This chapter introduces")


def test_the_same_thing_is_not_said_twice():
    said = (
        "We propose a method that sorts long lists of numbers by their last digit in linear time."
    )
    again = (
        "We propose a method that sorts long lists of numbers by their last digit in a linear time."
    )
    other = "Old sorting machines used punched cards and many hands in the back of a large office."

    assert len({said, again} & {*_texts(f"{said} {again} {other}", sentences=2)}) == 1


def test_headings_references_and_halves_of_sentences_are_left_out():
    pages = leaves(
        "Cells and what they", "are made of.\n\nCells are made of water, salt and some protein."
    )

    found = [quote(pages, span) for span in summary(pages, (), sentences=5)]

    assert found == ["Cells are made of water, salt and some protein."]
    everything = [quote(PAGES, span) for span in summary(PAGES, HEADINGS, sentences=99)]
    assert not any("Press, 2001" in text or text.startswith("Cells\n") for text in everything)


def test_without_text_there_is_no_summary():
    assert summary((), (), sentences=3) == []
    assert summary(leaves("", "  \n"), (), sentences=3) == []
    assert summary(PAGES, HEADINGS, sentences=0) == []


def test_the_hidden_graph_gives_the_ranks_of_the_graph_that_is_built():
    rows = vectors(
        [text.split() for text in ("a b c", "a b d", "a e", "f g", "c d e a", "g f a", "z")]
    )
    weights = [[0.0 if one is other else cosine(one, other) for other in rows] for one in rows]
    rank = [1 / len(rows)] * len(rows)
    for _step in range(200):
        inflow = [
            sum(
                rank[there] * weights[there][here] / sum(weights[there])
                for there in range(len(rows))
                if sum(weights[there])
            )
            for here in range(len(rows))
        ]
        lost = 1 - sum(inflow)
        rank = [(0.15 + 0.85 * lost) / len(rows) + 0.85 * value for value in inflow]

    expected = [value / max(rank) for value in rank]
    assert all(
        abs(one - other) < 1e-2 for one, other in zip(centrality(rows), expected, strict=True)
    )


def _texts(text: str, *, sentences: int) -> list[str]:
    pages = leaves(text)
    return [in_one_line(quote(pages, span)) for span in summary(pages, (), sentences=sentences)]
