"""The machine that is measured, as a reader elsewhere needs to know it; nothing that tells whose it is."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def machine() -> str:
    """One line: the processor, its cores, the memory, the system and Python."""
    return (
        f"{_processor()}, {os.cpu_count()} cores, {_memory()}, {platform.system()}, "
        f"{platform.python_implementation()} {platform.python_version()}"
    )


def _processor() -> str:
    return _told("/proc/cpuinfo", "model name") or platform.processor() or platform.machine()


def _memory() -> str:
    told = _told("/proc/meminfo", "MemTotal")
    return f"{round(int(told.split()[0]) / 2**20)} GB" if told else "memory unknown"


def _told(file: str, key: str) -> str:
    path = Path(file)
    if not path.exists():
        return ""
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == key:
            return value.strip()
    return ""
