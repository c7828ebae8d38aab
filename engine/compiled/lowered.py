"""The functions of a guideline from its course: the source of each is written and compiled when it is first called."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from threading import Lock

from engine.compiled.circuit import Wire
from engine.compiled.course import Course
from engine.compiled.course_shapes import shapes_of
from engine.compiled.profiles import kind_source
from engine.compiled.python_source import function_of_source
from engine.compiled.ready import AT_ONCE, CANNOT_BE, ENDS, KIND_OF, SCOPE, WHOLE, Alike
from engine.compiled.shapes import Grouping, Run, Shapes
from engine.compiled.telling import Tellings


class Lowered:
    """The functions of one course, by their names."""

    def __init__(self, course: Course, beside: Sequence[Sequence[Wire]] = ()) -> None:
        """Keep the course; `beside` are keys that the functions of all outcomes at once give, too (telling.py)."""
        self.course = course
        self._beside = beside
        self._lock = Lock()
        """A circuit is written into while a source is."""

    @cached_property
    def _tellings(self) -> Tellings:
        return Tellings(self.course, self._beside)

    @cached_property
    def shapes(self) -> Shapes:
        """What is known of the guideline."""
        return shapes_of(self.course, self._tellings.in_one_piece)

    def run(self, name: str) -> Run:
        """The function of that name."""
        with self._lock:
            source = self.source(name)
        return function_of_source(source)

    def related(self, stage: int, part: int, one: int, other: int) -> Alike | Run:
        """Whether two packages of an outcome say the same; what tells it where that hangs on amounts."""
        with self._lock:
            found = self.course.related(stage, part, one, other)
            if not isinstance(found, Wire):
                return found
            source = self.course.source([found])
        return function_of_source(source)

    def for_kind(self, kind: Sequence[int]) -> tuple[Grouping, Run]:
        """What tells the patients of one kind apart, and the function that gives the keys."""
        with self._lock:
            grouping, source = self._tellings.of_kind(kind)
        return grouping, function_of_source(source)

    def source(self, name: str) -> str:
        """The source of the function of that name (ready.py)."""
        course, places = self.course, [int(word) for word in name.split() if word.isdecimal()]
        match name.split(maxsplit=1)[0], places:
            case "stage", [stage]:
                return course.stage(stage)
            case "promise", [place]:
                return course.promise(place)
            case "look", [stage, part]:
                return self._tellings.looked(stage, part)
            case "figure", [stage, part, line]:
                return self._tellings.figures(stage, part, line)
        alone = {
            AT_ONCE: lambda: self._tellings.at_once,
            KIND_OF: lambda: kind_source(self._tellings.features),
            WHOLE: lambda: course.whole,
            ENDS: lambda: course.ends,
            SCOPE: lambda: course.scope,
            CANNOT_BE: lambda: course.cannot_be,
        }
        return alone[name]()
