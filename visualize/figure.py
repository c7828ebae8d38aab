"""A picture made of pieces that stand below one another and may be put on several pages between two of them."""

from __future__ import annotations

from collections.abc import Callable

from guideline_dsl.frozen import frozen


@frozen
class Piece:
    """A part that is not cut: its SVG from its own upper left corner on, its height, and the texts it shows."""

    svg: str
    height: float
    lines: tuple[str, ...] = ()


@frozen
class Figure:
    """Pieces from top to bottom.

    Where they go on on another page, what `again` gives for the next piece stands first.
    """

    pieces: tuple[Piece, ...]
    again: Callable[[int], Piece | None]

    @property
    def height(self) -> float:
        """Of all pieces."""
        return sum(piece.height for piece in self.pieces)
