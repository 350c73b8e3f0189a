"""The order "best match", in one place: four weights that add up to a hundred, and nothing else. Pure.

This is what the page "How we rank" tells (P2B regulation, article 5). Each part is a number from 0 to 1 that follows from
the question and from what the room's page says. What an owner pays, who it is, and what the visitor did before are no
part of it, and there is no field for them: nobody can buy a place.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts.

    `text`: how well name, kind, what is there and description carry the typed words (1 when nothing was typed).
    `free`: whether the room is free at the asked time (1 when no time was asked). `near`: 1 at the place itself, 0 at
    the edge of the circle (1 when no place was asked). `complete`: how much the page tells of the room, see
    `room_search.completeness`: a description, one in English, photos, layouts, measures, what is there.
    """

    text: int = 40
    free: int = 30
    near: int = 20
    complete: int = 10


WEIGHTS = Weights()


def score(text: float, *, free: bool, near: float, complete: float, weights: Weights = WEIGHTS) -> float:
    """What a room gets, from 0 to 100; of equals the nearest comes first, then the alphabet."""
    return weights.text * text + weights.free * free + weights.near * near + weights.complete * complete
