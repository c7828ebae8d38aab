"""The nodes of a guideline as they are made, in the order of the file, with their ids."""

from __future__ import annotations

from guideline_dsl import core


class Nodes:
    """Collects nodes and numbers those without a name, per kind within their parent."""

    def __init__(self) -> None:
        """Start empty."""
        self.made: list[core.Node] = []
        self._counts: dict[tuple[str, str], int] = {}

    def numbered(self, parent: str, kind: str) -> str:
        """The next id of that kind below a parent ("" for the top level): `decide:x/when:2`."""
        count = self._counts.get((parent, kind), 0) + 1
        self._counts[parent, kind] = count
        return f"{parent}/{kind}:{count}" if parent else f"{kind}:{count}"

    def put(self, node: core.Node) -> str:
        """Add a node; gives its id."""
        self.made.append(node)
        return node.id
