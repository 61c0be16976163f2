"""A strict reader of the ESC/POS that receipts use. Shares nothing with the encoder."""

from __future__ import annotations

from dataclasses import dataclass, field

from PIL import Image


@dataclass
class Read:
    """``lines``: texts and pictures in order. ``tail``: the bytes after the last of them."""

    lines: list[str | Image.Image] = field(default_factory=list)
    commands: list[bytes] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(line for line in self.lines if isinstance(line, str))

    @property
    def pictures(self) -> list[Image.Image]:
        return [line for line in self.lines if isinstance(line, Image.Image)]


_WITH_ONE = (b"\x1ba", b"\x1bE", b"\x1b!", b"\x1bt", b"\x1bd", b"\x1da")


def read(job: bytes, text: range = range(0x20, 0x7F)) -> Read:
    """Take a job apart; fails on a command that receipts have no business to send, and on bytes of
    text outside ``text``."""
    result = Read()
    line = ""
    at = 0
    while at < len(job):
        head = job[at : at + 2]
        if head == b"\x1b@":
            length = 2
        elif head in _WITH_ONE:
            length = 3
        elif head == b"\x1dV":
            length = 4
        elif job[at : at + 4] == b"\x1dv0\x00":
            assert not line, "a picture begins in the middle of a line"
            length = 8 + _picture(result, job, at)
        elif job[at] == 0x0A:
            result.lines.append(line)
            line = ""
            at += 1
            continue
        else:
            assert job[at] in text, f"{job[at]:#x} at {at}"
            line += chr(job[at])
            at += 1
            continue
        result.commands.append(job[at : at + min(length, 8)])
        at += length
    assert not line, "the job ends in the middle of a line"
    return result


def _picture(result: Read, job: bytes, at: int) -> int:
    across = job[at + 4] + 256 * job[at + 5]
    down = job[at + 6] + 256 * job[at + 7]
    data = job[at + 8 : at + 8 + across * down]
    assert len(data) == across * down
    inverted = bytes(255 - byte for byte in data)
    result.lines.append(Image.frombytes("1", (across * 8, down), inverted))
    return across * down
