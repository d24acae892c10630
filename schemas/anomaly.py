"""Anomalies: what is in doubt, filled in from the catalogue of codes in `schemas.catalogue`."""

from __future__ import annotations

import hashlib
from typing import Literal

from pydantic import Field

from schemas.base import Model
from schemas.catalogue import CATALOGUE, Severity
from schemas.evidence import Evidence


class Anomaly(Model):
    """One doubt. `where` is the id of what it points at: a rule, criterion, task, sheet or source."""

    id: str = Field(description="of this doubt", examples=["a-77bd04f6a9c1"])
    code: str = Field(description="its kind, an entry of the catalogue", examples=["number-suspect"])
    severity: Severity = Field(
        description="error: a value is missing or wrong; warning: it may be; info: worth knowing", examples=["warning"]
    )
    where: str = Field(
        description="id of what it points at; the path, for a file that could not be read", examples=["r-08b02269994d"]
    )
    message: str = Field(
        description="what was seen, in English", examples=["迟到扣2分: the number may be damaged, kept as 2"]
    )
    message_zh: str = Field(description="what was seen, in Chinese", examples=["“迟到扣2分”:数字可能有误,按 2 保留"])
    suggestion: str = Field(description="what to do, in English", examples=["Compare the number with the source"])
    suggestion_zh: str = Field(description="what to do, in Chinese", examples=["请对照原件核对数字"])
    evidence: tuple[Evidence, ...] = Field(default=(), description="where to look")
    alternatives: tuple[str, ...] = Field(
        default=(), description="other readings that the evidence allows", examples=["0.2"]
    )
    status: Literal["open", "closed"] = Field(
        default="open", description="closed: a decision settled it", examples=["open"]
    )
    decision: str | None = Field(
        default=None, description="id of the decision that closed it", examples=["d-1f0c3b5a7e92"]
    )


def make_anomaly(
    code: str,
    where: str,
    evidence: tuple[Evidence, ...] = (),
    alternatives: tuple[str, ...] = (),
    severity: Severity | None = None,
    **parameters: object,
) -> Anomaly:
    """An anomaly of the catalogue, its templates filled; `severity` overrides the entry's where support decides it.

    Raises KeyError for a code that is not in the catalogue or a parameter that its templates lack.
    """
    kind = CATALOGUE[code]
    values = {"remedy": "", "remedy_zh": "", **{name: str(value) for name, value in parameters.items()}}
    message = kind.message.format(**values)
    return Anomaly(
        id=_id(code, where, message),
        code=code,
        severity=severity or kind.severity,
        where=where,
        message=message,
        message_zh=kind.message_zh.format(**values),
        suggestion=kind.suggestion.format(**values),
        suggestion_zh=kind.suggestion_zh.format(**values),
        evidence=evidence,
        alternatives=alternatives,
    )


def pointed_at(anomaly: Anomaly, where: str) -> Anomaly:
    """The same anomaly, pointing at another node."""
    return anomaly.model_copy(update={"where": where, "id": _id(anomaly.code, where, anomaly.message)})


def _id(code: str, where: str, message: str) -> str:
    return f"a-{hashlib.sha256(chr(0).join((code, where, message)).encode()).hexdigest()[:12]}"
