"""Values of this program as bytes and back: pickled, and read again only where they are made of nothing else.

What the stages hand on is read five times sooner so than as JSON that is validated. A pickle may name anything that can
be called, so only frozen values are let in: dataclasses and models of `normalize` and `schemas`, and what they are
made of. Other classes there do things when they are made: one reads a file.
"""

from __future__ import annotations

import importlib
import io
import pickle
from dataclasses import is_dataclass
from typing import Any

from schemas.base import Model

_OURS = ("normalize.", "schemas.")
_PLAIN = {"decimal": {"Decimal"}, "builtins": {"frozenset", "set"}, "types": {"MappingProxyType"}}


class KeptError(ValueError):
    """Bytes that are no value of this program."""


def to_bytes(value: object) -> bytes:
    """What `from_bytes` reads."""
    return pickle.dumps(value, protocol=5)


def from_bytes(content: bytes) -> Any:
    """The value. Raises KeptError."""
    try:
        return _Unpickler(io.BytesIO(content)).load()
    except Exception as error:  # whatever pickle makes of bytes that it did not write
        raise KeptError(f"{type(error).__name__}: {error}") from error


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if name in _PLAIN.get(module, ()):
            return getattr(importlib.import_module(module), name)
        if module.startswith(_OURS):
            found = getattr(importlib.import_module(module), name)
            if _is_value(found) or (module, name) == ("schemas.base", "_restored"):
                return found
        raise KeptError(f"{module}.{name} is no value of this program")


def _is_value(found: object) -> bool:
    if not isinstance(found, type):
        return False
    return issubclass(found, Model) or (is_dataclass(found) and vars(found)["__dataclass_params__"].frozen)
