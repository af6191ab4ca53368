"""The kinds of text that stand in the files, and the base of all models: nothing else may."""

from __future__ import annotations

from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
)

Key = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(min_length=1)]
HeadPath = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*$")]
"""The keys of a head and of those above it, with dots between them."""
SheetName = Annotated[
    str, StringConstraints(min_length=1, max_length=31, pattern=r"^[^\[\]:*?/\\']+$")
]


class Strict(BaseModel):
    """What may hold its own fields and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def _one_or_more(value: object) -> object:
    """Let a list of one be written without its dash."""
    return [value] if isinstance(value, str) else value


Texts = Annotated[list[Text], BeforeValidator(_one_or_more)]


CellPattern = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]*(\.([a-z0-9_]+|\*))*$")]
