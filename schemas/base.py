"""What every model of the contract shares: frozen, closed to unknown keys, exact decimals."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Self

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

    @classmethod
    def of_checked(cls, **values: Any) -> Self:
        """A value of parts that were checked where they came from, all of its fields in their order; they are not
        checked again, which takes longer than all else for what a rulebook has by the thousand (evidence)."""
        made: Self = _restored(cls, values, _all_fields(cls))
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Less of a model's own on its way to another process, and sooner there."""
        return _restored, (self.__class__, self.__dict__, self.__pydantic_fields_set__)


_new, _put = object.__new__, object.__setattr__


def _restored(kind: type[Model], values: dict[str, object], given: set[str]) -> Any:
    model = _new(kind)
    _put(model, "__dict__", values)
    _put(model, "__pydantic_fields_set__", given)
    _put(model, "__pydantic_extra__", None)
    _put(model, "__pydantic_private__", None)
    return model


@cache
def _all_fields(kind: type[Model]) -> set[str]:
    names = frozenset(kind.model_fields)
    return _FIELD_SETS.setdefault(names, set(names))


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
