"""What processes use of the machine, read from /proc."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


class Meter:
    """Some processes together."""

    def __init__(self, pids: Sequence[int]) -> None:
        self._pids = pids

    def cpu(self) -> float:
        """CPU seconds since they started."""
        return sum(_cpu(pid) for pid in self._pids)

    def memory(self) -> float:
        """The most memory they ever held, in MB."""
        return sum(_peak(pid) for pid in self._pids)


def machine_cpu() -> float:
    """CPU seconds that everything on this machine has used since it started."""
    user, nice, system, _idle, _waiting, irq, softirq = Path("/proc/stat").read_text(encoding="utf-8").split()[1:8]
    return sum(int(ticks) for ticks in (user, nice, system, irq, softirq)) / _TICKS


def _cpu(pid: int) -> float:
    # the name, in brackets, may hold anything; the fields after it are numbers
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _peak(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024
