"""What disturbs, and what can be disturbed."""

import pytest

from app.models.listing import Purpose, SoundLevel
from app.services.availability.sound import Loudness, loudness


@pytest.mark.parametrize(
    ("purpose", "level", "expected"),
    [
        (Purpose.REHEARSAL, SoundLevel.AMPLIFIED, Loudness.LOUD),  # a band
        (Purpose.REHEARSAL, SoundLevel.ACOUSTIC, Loudness.NEUTRAL),  # a choir
        (Purpose.LESSON, SoundLevel.AMPLIFIED, Loudness.LOUD),  # drums
        (Purpose.LESSON, SoundLevel.QUIET, Loudness.QUIET),  # drawing
        (Purpose.MEETING, SoundLevel.AMPLIFIED, Loudness.QUIET),
        (Purpose.RECORDING, SoundLevel.ACOUSTIC, Loudness.QUIET),
        (Purpose.PERFORMANCE, SoundLevel.ACOUSTIC, Loudness.LOUD),
        (Purpose.PERFORMANCE, SoundLevel.QUIET, Loudness.QUIET),
        (Purpose.PRIVATE_PARTY, SoundLevel.QUIET, Loudness.LOUD),
        (None, SoundLevel.AMPLIFIED, Loudness.NEUTRAL),
    ],
)
def test_a_use_is_as_loud_as_its_room_lets_it_be(
    purpose: Purpose | None, level: SoundLevel, expected: Loudness
) -> None:
    assert loudness(purpose, level) is expected
