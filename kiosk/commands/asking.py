"""What a person answers at the terminal, or a script hands over on standard input.

A PIN is never shown and never an argument. Questions and complaints go to the terminal or to
standard error, so that standard output stays what the command has to say.
"""

from __future__ import annotations

import getpass
import sys

from pos.errors import AnswerMissing, PinTooWeak


def at_terminal() -> bool:
    """Return whether somebody is there to answer."""
    return sys.stdin.isatty()


def text(question: str) -> str:
    """Return one line, without blanks around it; an empty one is an answer.

    Raises:
        AnswerMissing: The input has ended.
    """
    if at_terminal():
        print(f"{question}: ", end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline()
    if not answer:
        raise AnswerMissing(field=question)
    return answer.strip()


def name(question: str) -> str:
    """Return one line that is not empty; at a terminal it is asked for until there is one.

    Raises:
        AnswerMissing: The input has ended, or a script left the line empty.
    """
    while not (answer := text(question)):
        if not at_terminal():
            raise AnswerMissing(field=question)
    return answer


def hidden_twice(question: str, *, from_stdin: bool) -> str:
    """Return one line that is not shown: at a terminal typed twice until both are the same, from a
    script one line.

    Raises:
        AnswerMissing: Nobody is there to type it, or the input has ended.
    """
    if from_stdin:
        line = sys.stdin.readline()
        if not line:
            raise AnswerMissing(field=question)
        return line.rstrip("\r\n")
    if not at_terminal():
        raise AnswerMissing(field=question)
    while (first := _hidden(question)) != _hidden(f"{question} again"):
        print("The two are not the same. Once more.", file=sys.stderr)
    return first


def hidden(question: str) -> str:
    """Return one line that is not shown; an empty one is an answer. Raises AnswerMissing."""
    return _hidden(question)


def _hidden(question: str) -> str:
    try:
        return getpass.getpass(f"{question}: ")
    except EOFError:
        raise AnswerMissing(field=question) from None


class Pins:
    """PINs, one after the other. ``from_stdin``: a line each, for scripts."""

    def __init__(self, *, from_stdin: bool) -> None:
        self._from_stdin = from_stdin

    def known(self, question: str) -> str:
        """Return the PIN of somebody who has one, not checked.

        Raises:
            AnswerMissing: Nobody is there to type it, or the input has ended.
        """
        if self._from_stdin:
            return self._line(question)
        if not at_terminal():
            raise AnswerMissing(field=question)
        return _hidden(question)

    def new(self, question: str) -> str:
        """Return a new PIN. At a terminal it is asked for twice, and again until it is good; from a
        script it is one line, checked by whoever keeps it.

        Raises:
            AnswerMissing: As for ``known``.
        """
        while True:
            first = self.known(question)
            if self._from_stdin or self._good(first, question):
                return first

    def _good(self, pin: str, question: str) -> bool:
        from kiosk.commands.words import lines_of
        from pos.people.pins import check_new_pin

        try:
            check_new_pin(pin)
        except PinTooWeak as error:
            print(*lines_of(error), sep="\n", file=sys.stderr)
            return False
        if _hidden(f"{question} again") == pin:
            return True
        print("The two PINs are not the same. Choose one once more.", file=sys.stderr)
        return False

    def _line(self, question: str) -> str:
        line = sys.stdin.readline()
        if not line:
            raise AnswerMissing(field=question)
        return line.rstrip("\r\n")
