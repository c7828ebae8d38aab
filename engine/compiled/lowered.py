"""The functions of a guideline from its course: the source of each is written and compiled when it is first called."""

from __future__ import annotations

from functools import cached_property

from engine.compiled.circuit import Wire
from engine.compiled.course import Course
from engine.compiled.course_shapes import shapes_of
from engine.compiled.python_source import function_of_source
from engine.compiled.ready import AT_ONCE, CANNOT_BE, ENDS, SCOPE, WHOLE, Alike
from engine.compiled.shapes import Run, Shapes
from engine.compiled.telling import Tellings


class Lowered:
    """The functions of one course, by their names."""

    def __init__(self, course: Course) -> None:
        """Keep the course."""
        self.course = course

    @cached_property
    def _tellings(self) -> Tellings:
        return Tellings(self.course)

    @cached_property
    def shapes(self) -> Shapes:
        """What is known of the guideline."""
        return shapes_of(self.course, self._tellings.tellings)

    def run(self, name: str) -> Run:
        """The function of that name."""
        return function_of_source(self.source(name))

    def related(self, stage: int, part: int, one: int, other: int) -> Alike | Run:
        """Whether two packages of an outcome say the same; what tells it where that hangs on amounts."""
        found = self.course.related(stage, part, one, other)
        return function_of_source(self.course.source([found])) if isinstance(found, Wire) else found

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
            AT_ONCE: lambda: self._tellings.at_once(self.shapes.order),
            WHOLE: lambda: course.whole,
            ENDS: lambda: course.ends,
            SCOPE: lambda: course.scope,
            CANNOT_BE: lambda: course.cannot_be,
        }
        return alone[name]()
