"""A parameter that is kept as it came, and described by the model that reads it.

A plan goes back out with all that it holds, while a skill needs some of it: its schema says what.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class DescribedAs:
    """`Annotated[dict[str, JsonValue], DescribedAs(Model)]`: a dict, and in schemas the model."""

    model: type[BaseModel]

    def __get_pydantic_json_schema__(
        self, _core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Of the model, in place of the dict's own."""
        return handler(self.model.__pydantic_core_schema__)
