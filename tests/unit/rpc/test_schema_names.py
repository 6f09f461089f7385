"""Shared schemas have names that a reader would give them, and no two the same."""

from __future__ import annotations

import pytest

from agent_runner.json_types import JsonObject
from agent_runner.rpc.schema_names import renamed, short_names


@pytest.mark.parametrize(
    ("long", "short"),
    [
        (["Card"], ["Card"]),
        (["app__quiz__models__Card", "app__deck__models__Card"], ["QuizCard", "DeckCard"]),
        (["app__quiz__Card", "own__quiz__Card"], ["AppQuizCard", "OwnQuizCard"]),
        (["app__quiz__Card", "QuizCard"], ["AppQuizCard", "QuizCard"]),
        (["quiz__Card", "QuizCard"], ["quiz__Card", "QuizCard"]),
        (["my_app__word_lists__Card"], ["WordListsCard"]),
        (["Box_dict_str__int__", "Card-Input"], ["Box_dict_str__int__", "Card"]),
        (["Card-Input", "Card-Output"], ["CardInput", "CardOutput"]),
        (["app__quiz__Card-Input", "app__quiz__Card-Output"], ["QuizCardInput", "QuizCardOutput"]),
    ],
)
def test_a_name_has_as_much_of_its_module_as_tells_it_apart(
    long: list[str], short: list[str]
) -> None:
    assert [short_names(long)[name] for name in long] == short


def test_every_reference_is_renamed_and_nothing_else() -> None:
    schema: JsonObject = {
        "anyOf": [{"$ref": "#/x/long"}, {"const": "#/x/long"}, {"$ref": "#/x/other"}]
    }
    expected = {"anyOf": [{"$ref": "#/x/short"}, {"const": "#/x/long"}, {"$ref": "#/x/other"}]}
    assert renamed(schema, {"long": "short"}, prefix="#/x/") == expected
