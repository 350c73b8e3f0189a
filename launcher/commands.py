"""Runs a program to its end: output to a log, newest line to the screen, its last lines shown when it fails."""

import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from launcher.console import Refusal
from launcher.leash import spawn

LINES_SHOWN = 25


class CommandFailed(Refusal):
    """A program that we started ended badly; the message ends with what it said itself."""

    def __init__(self, title: str, returncode: int, output: list[str]) -> None:
        self.returncode = returncode
        self.output = output
        told = "\n".join(f"  {line}" for line in output[-LINES_SHOWN:])
        super().__init__(f"{title} failed (exit status {returncode}).{chr(10) if told else ''}{told}")


def nothing(_line: str) -> None:
    """For whoever does not want to see the lines."""


@dataclass(frozen=True)
class Shell:
    """Where, with which environment and with which log programs are run."""

    cwd: Path
    env: Mapping[str, str]
    log: Path | None = None
    on_line: Callable[[str], None] = field(default=nothing)

    def run(self, title: str, argv: Sequence[str | Path]) -> list[str]:
        """What the program printed, line by line. Raises: CommandFailed when it does not end well."""
        returncode, output = self.attempt(argv)
        if returncode:
            raise CommandFailed(title, returncode, output)
        return output

    def attempt(self, argv: Sequence[str | Path]) -> tuple[int, list[str]]:
        """Exit status and printed lines; 127 when there is no such program."""
        words = [str(word) for word in argv]
        try:
            process = spawn(words, cwd=self.cwd, env=self.env, output=subprocess.PIPE)
        except OSError as problem:
            return 127, [f"{words[0]}: {problem.strerror}"]
        return self._follow(process, words)

    def show(self, argv: Sequence[str | Path]) -> int:
        """Runs a program that talks to the screen itself; its exit status."""
        process = spawn(argv, cwd=self.cwd, env=self.env)
        try:
            return process.wait()
        except BaseException:
            _end(process)
            raise

    def _follow(self, process: "subprocess.Popen[bytes]", words: list[str]) -> tuple[int, list[str]]:
        output: list[str] = []
        with process:
            try:
                for line in process.stdout or ():
                    output.append(line.decode(errors="replace").rstrip("\n"))
                    self.on_line(output[-1])
                return process.wait(), output
            except BaseException:
                _end(process)
                raise
            finally:
                self._record(words, output)

    def _record(self, words: list[str], output: list[str]) -> None:
        if self.log:
            with self.log.open("a", encoding="utf-8") as log:
                log.write("\n".join([f"$ {' '.join(words)}", *output, ""]))


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
