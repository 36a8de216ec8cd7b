"""Which acts on entries the code notes in the audit trail, read without running it."""

import ast
import itertools
from collections.abc import Iterator

from models.curation import Verdict
from models.entry import EntryKind
from tests.house_rules import Source, product

#: What the parts of an action are called that are not written out.
_VALUES: dict[str, set[str]] = {"verdict": set(Verdict), "kind": set(EntryKind)}

_OF_ENTRIES = _VALUES["kind"]


def of_entries() -> set[str]:
    """Every action that is noted on a business or a product.

    Raises:
        ValueError: an action that cannot be read off the code.
    """
    return {
        action
        for source in product()
        for function in _functions(source)
        for action in _noted(source, function)
    }


def _functions(source: Source) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef))


def _noted(source: Source, function: ast.FunctionDef) -> Iterator[str]:
    given = {
        node.targets[0].id: node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and _is_record(source, node) and len(node.args) > 3:
            action, subject = node.args[2:4]
            subject = given.get(subject.id, subject) if isinstance(subject, ast.Name) else subject
            is_passed_on = function.name.startswith("_") and ast.unparse(action) == "action"
            if _is_of_entry(subject) and not is_passed_on:  # whoever calls it is read
                yield from _values(source, action, given)


def _is_record(source: Source, call: ast.Call) -> bool:
    called = ast.unparse(call.func)
    return called == "audit.record" or (called == "_record" and "services" in source.path)


def _is_of_entry(subject: ast.expr) -> bool:
    """A subject that is written out says whose it is; one that is computed is an entry's."""
    if isinstance(subject, ast.Tuple) and isinstance(subject.elts[0], ast.Constant):
        return subject.elts[0].value in _OF_ENTRIES
    return True


def _values(source: Source, node: ast.expr, given: dict[str, ast.expr]) -> set[str]:
    """What a piece of an action may be."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=body, orelse=orelse):
            return _values(source, body, given) | _values(source, orelse, given)
        case ast.JoinedStr(values=parts):
            texts = [_values(source, part, given) for part in parts]
            return {"".join(chosen) for chosen in itertools.product(*texts)}
        case ast.FormattedValue(value=value):
            return _values(source, value, given)
    return _named(source, node, given)


def _named(source: Source, node: ast.expr, given: dict[str, ast.expr]) -> set[str]:
    name = node.attr if isinstance(node, ast.Attribute) else ast.unparse(node)
    if name in given:
        return _values(source, given[name], given)
    if name not in _VALUES:
        raise ValueError(source.at(node, f"the action {name} cannot be read"))
    return _VALUES[name]
