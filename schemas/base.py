"""What every model of the contract shares: frozen, closed to unknown keys, exact decimals."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, WithJsonSchema

SCHEMA_VERSION = "1.0"


_FIELD_SETS: dict[frozenset[str], set[str]] = {}


class Model(BaseModel):
    """A frozen value; an unknown key is an error, never silently ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_post_init(self, context: object) -> None:
        """Share the record of which fields were given: one set for each combination, not one for each of the
        hundreds of thousands of values in a long rulebook, where these sets are most of the memory."""
        given = self.__pydantic_fields_set__
        object.__setattr__(self, "__pydantic_fields_set__", _FIELD_SETS.setdefault(frozenset(given), given))


def _refuse_floats(value: object) -> object:
    if isinstance(value, float):
        raise ValueError(f"exact decimal expected, got the float {value!r}: write it as a string")
    return value


def decimal_text(value: Decimal) -> str:
    """The one spelling of a decimal: no exponent, no trailing zeros ("0.50" -> "0.5", "1E+1" -> "10")."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


Exact = Annotated[
    Decimal,
    BeforeValidator(_refuse_floats),
    PlainSerializer(decimal_text, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}),
]
