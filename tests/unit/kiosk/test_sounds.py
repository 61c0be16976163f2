from __future__ import annotations

import wave

import pytest

from kiosk.sounds import Sound, Sounds
from kiosk.theme import ASSETS


class Room:
    """Where sounds would be heard."""

    def __init__(self, *programs: str, works: bool = True) -> None:
        self.programs = programs
        self.works = works
        self.started: list[list[str]] = []
        self.beeps = 0

    def find(self, program: str) -> str:
        return f"/usr/bin/{program}" if program in self.programs else ""

    def start(self, program: str, arguments: list[str]) -> bool:
        self.started.append([program, *arguments])
        return self.works

    def beep(self) -> None:
        self.beeps += 1

    def sounds(self, *, on: bool = True) -> Sounds:
        return Sounds(on=on, find=self.find, start=self.start, beep=self.beep)


@pytest.mark.parametrize("sound", Sound)
def test_each_sound_is_short(sound: Sound) -> None:
    with wave.open(str(ASSETS / "sounds" / f"{sound.value}.wav")) as file:
        assert file.getnframes() / file.getframerate() < 0.5


def test_sounds_are_unlike_each_other() -> None:
    heard = {(ASSETS / "sounds" / f"{sound.value}.wav").read_bytes() for sound in Sound}
    assert len(heard) == len(Sound)


def test_the_machine_s_player_plays() -> None:
    room = Room("aplay", "afplay")
    room.sounds().play(Sound.ATTENTION)
    assert room.started == [
        ["/usr/bin/aplay", "-q", str(ASSETS / "sounds" / "attention.wav")],
    ]
    assert room.beeps == 0


def test_without_a_player_it_beeps() -> None:
    silent, broken = Room(), Room("paplay", works=False)
    silent.sounds().play(Sound.APPROVED)
    broken.sounds().play(Sound.APPROVED)
    assert (silent.beeps, broken.beeps) == (1, 1)


def test_off_is_off() -> None:
    room = Room("aplay")
    room.sounds(on=False).play(Sound.DECLINED)
    assert (room.started, room.beeps) == ([], 0)
