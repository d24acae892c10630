"""The reference scorer: a rulebook and a list of events in, scores as exact intervals out. See docs/scoring.md."""

from score.events import Event, EventsProblem, read_events, repeated_rows
from score.placing import Placed, Refusal, place_events
from score.scorer import score_book
from score.scores import BookScore, NodeScore, RuleScore, SheetScore, TaskScore

__all__ = [
    "BookScore",
    "Event",
    "EventsProblem",
    "NodeScore",
    "Placed",
    "Refusal",
    "RuleScore",
    "SheetScore",
    "TaskScore",
    "place_events",
    "read_events",
    "repeated_rows",
    "score_book",
]
