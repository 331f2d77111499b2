"""How much an XPath expression may cost, estimated from above before it is evaluated: libxml2 can't be interrupted."""

import re
from typing import Final

from msgspec import Struct

from esigval.model.reasons import Reason
from esigval.xades.failure import Failure

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<literal>"[^"]*"|'[^']*')|(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<axis>[A-Za-z-]+)\s*::|(?P<up>\.\.)|(?P<dot>\.)"""
    r"""|(?P<wide>//)|(?P<slash>/)|(?P<at>@)|(?P<open>[(\[])|(?P<close>[)\]])|(?P<compare>!=|<=|>=|[=<>])|(?P<join>[|,+-])"""
    r"""|(?P<variable>\$[\w.:-]+)|(?P<name>\*|[^\W\d][\w.-]*(?::(?:\*|[^\W\d][\w.-]*))?))"""
)
_OPERATORS: Final = frozenset({"and", "or", "div", "mod"})
_NODE_TESTS: Final = frozenset({"node", "text", "comment", "processing-instruction"})
_STRINGS: Final = frozenset(
    {
        "string", "concat", "contains", "starts-with", "substring", "substring-before", "substring-after", "normalize-space",
        "translate", "string-length", "number", "sum", "id", "lang",
    }
)  # fmt: skip
_SINGLE: Final = frozenset({"self", "attribute", "namespace", "parent"})
_MAX_NESTING: Final = 50


class Shape(Struct, frozen=True):
    """Of a tree: how many nodes it has, how deep it is, and how many children an element has at most."""

    nodes: int
    depth: int
    fan: int


class _Level:
    """An open bracket: what was spent in it, the size of the node-set of its current path and of its largest operand."""

    def __init__(self, kind: str, function: str = "") -> None:
        self.kind = kind
        self.function = function
        self.total = 0
        self.size = 1
        self.largest = 1
        self.anywhere = False  # after "//"
        self.compared = 0  # size of the left operand of a comparison
        self.cheap = (
            True  # the current operand is no node-set of elements: comparing it needs no string-value of a subtree
        )

    def string_values(self, shape: Shape) -> int:
        """How many nodes a comparison looks at on this side: the string-values of elements are all text below them."""
        if self.cheap:
            return 1
        self.total += min(self.size, shape.depth) * shape.nodes
        return self.size

    def operand_ends(self, shape: Shape) -> None:
        if self.compared:  # of two node-sets, each is compared with each
            self.total += self.compared * self.string_values(shape)
            self.compared = 0
        self.largest = min(shape.nodes, self.largest + self.size)
        self.size, self.cheap = 1, True


def estimate(expression: str, shape: Shape) -> int:
    """Node visits for one context node, from above. Raises Failure for what can't be XPath."""
    levels = [_Level("")]
    position, axis, last, end = 0, "", "", len(expression.rstrip())
    while position < end:
        match = _TOKEN.match(expression, position)
        if match is None or match.lastgroup is None:
            raise Failure(Reason.MALFORMED, "XPath: no token")
        position, kind = match.end(), match.lastgroup
        token = match[kind]
        top = levels[-1]
        if kind == "axis":
            axis = token
        elif kind == "at":
            axis = "attribute"
        elif kind == "name" and _is_function(expression, position) and token not in _NODE_TESTS:
            last = token
            continue
        elif kind == "name" and (token in _OPERATORS or token == "*") and _after_operand(last, axis):
            top.operand_ends(shape)
            last = ""
            continue
        elif kind in ("name", "up", "dot"):
            _step(top, "parent" if kind == "up" else "self" if kind == "dot" else axis or "child", shape)
            axis = ""
        elif kind == "wide":
            top.anywhere = True
        elif kind == "open":
            if len(levels) > _MAX_NESTING:
                raise Failure(Reason.BUDGET_EXHAUSTED, "nesting of an XPath expression")
            levels.append(_Level(token, last if token == "(" else ""))
            last = ""
            continue
        elif kind == "close":
            if len(levels) == 1:
                raise Failure(Reason.MALFORMED, "XPath: brackets")
            _close(levels.pop(), levels[-1], shape)
        elif kind == "compare":
            left = top.string_values(shape)
            top.operand_ends(shape)
            top.compared = left
        elif kind == "join":
            top.operand_ends(shape)
        last = "" if kind in ("compare", "join", "slash", "wide", "at", "axis") else token
        if top.total > 1 << 62:
            break
    levels[0].operand_ends(shape)
    return (
        sum(level.total for level in levels) + 1
    )  # more than one level is left where the price already passed all bounds


def _is_function(expression: str, position: int) -> bool:
    return expression[position:].lstrip().startswith("(")


def _after_operand(last: str, axis: str) -> bool:
    return bool(last) and not axis


def _step(level: _Level, axis: str, shape: Shape) -> None:
    if level.anywhere:
        level.anywhere = False
        level.total += level.size * shape.nodes
        level.size = shape.nodes
        if axis == "child":  # "//a" is one walk
            level.cheap = False
            return
    if axis in _SINGLE:
        weight = 1
    elif axis.startswith("ancestor"):
        weight = shape.depth
    elif axis in ("child", "following-sibling", "preceding-sibling"):
        weight = shape.fan
    else:
        weight = shape.nodes
    before = level.size
    level.total += before * weight
    level.size = min(shape.nodes, before * weight)
    if before > 1 and weight > 1:  # the results of several context nodes are merged by comparing each with each
        level.total += level.size * level.size
    level.cheap = axis in ("attribute", "namespace")


def _close(inner: _Level, outer: _Level, shape: Shape) -> None:
    size = inner.size
    inner.operand_ends(shape)
    if inner.kind == "[":
        outer.total += outer.size * (inner.total + 1)
        return
    outer.total += inner.total + 1
    if inner.function in _STRINGS:
        outer.total += inner.largest + shape.nodes  # the string-value of a node is all text below it
    if inner.function == "id":
        outer.size = min(shape.nodes, shape.fan * outer.size)
    elif not inner.function:
        outer.size = min(shape.nodes, inner.largest + size)
    outer.cheap = bool(inner.function) and inner.function != "id"
