"""The templates of one language, with what all of them may use; the only module that knows Jinja2.

Nearly all of a build's time would go into what Jinja2 asks at every step of a template: whether a
name is an attribute or a key, whether a function wants the context, whether a value is escaped
already. Ours use attributes as attributes and call plain functions, so `_Straight` writes them as
such when it compiles a template: `{{ fact.label }}` becomes `shown(fact.label)`, and a macro is a
function. What else a template may do stays as it was. A name that does not exist is an error
either way.
"""

from __future__ import annotations

from collections.abc import Iterable
from keyword import iskeyword

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from markupsafe import Markup, escape

from generator.model import Certainty, Verdict
from generator.render.edition import Edition
from generator.render.reader import Gap, Highlight


def shown(value: object) -> str:
    """What stands in the HTML for a value: escaped, if it is not HTML already."""
    if type(value) is Markup:
        return value
    if type(value) is str and not (
        "&" in value or "<" in value or ">" in value or '"' in value or "'" in value
    ):
        return value
    return escape(value)


def _joined(parts: Iterable[str]) -> Markup:
    return str.__new__(Markup, "".join(parts))


class _Straight(CodeGenerator):
    """Writes attributes, calls and macros as those of Python; see the module's description."""

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("shown = environment.shown")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def visit_Call(  # noqa: N802
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        named = [argument.key for argument in node.kwargs]
        if forward_caller or node.dyn_args or node.dyn_kwargs or any(map(iskeyword, named)):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        special = macro_ref.accesses_caller or macro_ref.accesses_kwargs
        if special or macro_ref.accesses_varargs or macro_ref.node.defaults:
            super().macro_def(macro_ref, frame)
        else:
            self.write("macro")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: object) -> None:
        self.write("shown(")


class _Compiled(BytecodeCache):
    """Templates compiled for one language serve the others, and the next build of a preview.

    Jinja2 holds each against the source that it was compiled from.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if known := self._kept.get(_compiler(bucket)):
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[_compiler(bucket)] = bucket.bytecode_to_string()


def _compiler(bucket: Bucket) -> tuple[object, ...]:
    """The name of a template, and what else decides how it is compiled."""
    house = bucket.environment
    return bucket.key, type(house), house.lexer, *sorted(house.extensions)


COMPILED = _Compiled()
"""What has been compiled; the theme's templates find a place in it too."""


class House(Environment):
    """The templates."""

    code_generator_class = _Straight
    concat = staticmethod(_joined)
    shown = staticmethod(shown)


def house(edition: Edition) -> House:
    """The templates with what all of them may use."""
    made = House(
        loader=PackageLoader("generator.render", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,
        bytecode_cache=COMPILED,
    )
    phrases = edition.phrases
    escaped = {key: escape(words) for key, words in phrases.messages.items()}

    def t(key: str, **values: object) -> Markup:
        if not values:
            return escaped[key]
        # What `Markup.format` does, without taking the message apart in Python.
        return Markup(str(escaped[key]).format(**{k: shown(v) for k, v in values.items()}))

    made.globals.update(
        t=t,
        counted=phrases.count,
        language=edition.language,
        say=phrases.say,
        editable=bool(edition.settings.edit_url),
        reportable=bool(edition.settings.report_url),
        suggestible=bool(edition.settings.source_url),
        certainties=[str(c) for c in Certainty],
        verdicts=[str(v) for v in Verdict if v.passes],
        legends={},
    )
    made.tests["gap"] = lambda node: isinstance(node, Gap)
    made.tests["highlight"] = lambda node: isinstance(node, Highlight)
    return made
