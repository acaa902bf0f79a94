"""YAML with line numbers, and without YAML's surprises: `no` and `on` as keys, and keys given twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from actions.errors import SystemDefinitionError

_TEXT = "tag:yaml.org,2002:str"
_KINDS = {"bool": "yes or no", "null": "nothing", "int": "a number", "float": "a number", "timestamp": "a date"}


@dataclass(frozen=True)
class YamlFile:
    """What a file says, and on which line each key stands (the first line is 1)."""

    path: Path
    content: Any
    lines: Mapping[tuple[str, ...], int]

    def at(self, where: tuple[object, ...]) -> str:
        """`file:line` of a key, or of the nearest one that is there."""
        names = tuple(str(part) for part in where)
        for length in range(len(names), 0, -1):
            if names[:length] in self.lines:
                return f"{self.path}:{self.lines[names[:length]]}"
        return f"{self.path}:1"


def read_yaml(path: Path) -> YamlFile:
    """Raises `SystemDefinitionError` with file and line."""
    try:
        loader = yaml.SafeLoader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        lines = dict(_lines(path, node, ()))
        return YamlFile(path, loader.construct_document(node) if node else {}, lines)
    except FileNotFoundError:
        raise SystemDefinitionError(f"{path}: is missing") from None
    except UnicodeDecodeError:
        raise SystemDefinitionError(f"{path}: is not UTF-8 text") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise SystemDefinitionError(f"{path}:{line}: is not YAML: {getattr(error, 'problem', error)}") from None


def _lines(path: Path, node: yaml.Node | None, at: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield (*at, str(number)), item.start_mark.line + 1
            yield from _lines(path, item, (*at, str(number)))
    if not isinstance(node, yaml.MappingNode):
        return
    seen = set()
    for key, value in node.value:
        line = key.start_mark.line + 1
        if key.tag != _TEXT:
            kind = _KINDS.get(key.tag.rpartition(":")[2], "no text")
            raise SystemDefinitionError(f"{path}:{line}: YAML reads the key {key.value} as {kind}: put it in quotes")
        if key.value in seen:
            raise SystemDefinitionError(f"{path}:{line}: has {key.value!r} twice")
        seen.add(key.value)
        yield (*at, key.value), line
        yield from _lines(path, value, (*at, key.value))
