"""Pages and fields of a view by object number: what changes are told apart by."""

from collections.abc import Set
from typing import NamedTuple

from esigval.model.citation import ref
from esigval.model.errors import Malformed
from esigval.pades.document import View
from esigval.pades.syntax import Name, PdfDict, PdfValue, Ref
from esigval.pades.text import full_name, text

MAX_PAGES = 100_000
"""Pages of one document; the largest documents in use have some ten thousand."""

MAX_NODES = 200_000
"""Nodes of a field tree with the widgets below the fields."""

_PAGES = ref("iso-32000-2", "7.7.3")


INHERITED = ("Resources", "MediaBox", "CropBox", "Rotate")
"""Entries of a page that a node above may state for it (table 31)."""


class PageTree(NamedTuple):
    """The page tree of a view. ``pages``: object numbers of the pages in order, 0 for a page that is no object of its own; ``nodes``:
    numbers of the nodes above them, negative ones for nodes that are no objects; ``direct``: pages and nodes without a number, which the
    standard does not allow; ``links``: (number, that of the node above) of all, each behind the node above; ``inherited``: for each page
    the values of INHERITED, its own or those of the nodes above."""

    pages: list[int]
    nodes: set[int]
    direct: list[PdfDict]
    links: list[tuple[int, int]]
    inherited: list[tuple[PdfValue, ...]]


def page_tree(view: View) -> PageTree:
    """Walks the page tree. Raises Malformed where it loops."""
    tree = PageTree([], set(), [], [], [])
    stack: list[tuple[PdfValue, int, tuple[PdfValue, ...]]] = [(view.catalog.get("Pages"), 0, (None,) * len(INHERITED))]
    while stack:
        item, parent, stated = stack.pop()
        node = view.resolve(item)
        number = item.number if isinstance(item, Ref) else 0
        if not isinstance(node, PdfDict):
            continue
        if not number:
            tree.direct.append(node)
        key = number or -len(tree.direct)
        tree.links.append((key, parent))
        if not node.keys().isdisjoint(INHERITED):
            stated = tuple([node.get(name, above) for name, above in zip(INHERITED, stated, strict=True)])
        kids = view.get_list(node, "Kids")
        if node.get("Type") == Name("Page") or (not kids and "Kids" not in node):
            tree.pages.append(number)
            tree.inherited.append(stated)
            if len(tree.pages) > MAX_PAGES:
                raise Malformed("too many pages", _PAGES)
            continue
        if key in tree.nodes:
            raise Malformed("page tree leads in a circle", _PAGES)
        tree.nodes.add(key)
        stack.extend((kid, key, stated) for kid in reversed(kids))
    return tree


def leaf_counts(tree: PageTree) -> dict[int, int]:
    """Number of a node -> how many pages are below it, which its /Count has to say (table 30)."""
    counts = dict.fromkeys(tree.nodes, 0)
    for number, parent in reversed(tree.links):
        if parent:
            counts[parent] += counts.get(number, 1)
    return counts


class PageList(NamedTuple):
    """The pages of a view. ``pages``: object numbers in order; ``places``: number -> first place, from 1; ``lists``: number of an array of
    annotations -> the pages that refer to it; ``tree``: objects that decide which pages there are, None where that can't be told."""

    pages: list[int]
    places: dict[int, int]
    lists: dict[int, list[int]]
    tree: frozenset[int] | None


def page_list(view: View) -> PageList:
    """The pages of ``view`` with what refers to their annotations. Raises Malformed where the tree loops."""
    pages, nodes, *_ = page_tree(view)
    places = {number: place for place, number in reversed(list(enumerate(pages, start=1))) if number}
    lists: dict[int, list[int]] = {}
    tree: set[int] | None = set(nodes)
    for number in places:
        page = view.get(number)
        if not isinstance(page, PdfDict):
            tree = None  # reached through a reference to a reference
            continue
        listed = page.get("Annots")
        if isinstance(listed, Ref):
            lists.setdefault(listed.number, []).append(number)
    for number in nodes:
        node = view.get(number) if number > 0 else None
        kids = node.get("Kids") if isinstance(node, PdfDict) else None
        if not isinstance(node, PdfDict) or (isinstance(kids, Ref) and isinstance(view.get(kids.number), Ref)):
            tree = None
        elif isinstance(kids, Ref) and tree is not None:
            tree.add(kids.number)
    return PageList(pages, places, lists, None if tree is None else frozenset(tree))


def later_page_list(known: PageList, old: View, new: View, changed: Set[int]) -> PageList:
    """The pages of ``new``, which differs in ``changed`` from ``old``, of which ``known`` are the pages: the same where nothing that
    decides about them changed."""
    same_root = old.catalog.get("Pages") == new.catalog.get("Pages")
    if known.tree is None or not same_root or not known.tree.isdisjoint(changed):
        return page_list(new)
    for number in changed:
        if number not in known.places:
            continue
        before, after = old.get(number), new.get(number)
        if not isinstance(before, PdfDict) or not isinstance(after, PdfDict) or "Kids" in after:
            return page_list(new)
        lists = before.get("Annots"), after.get("Annots")
        if after.get("Type") != Name("Page") or (lists[0] != lists[1] and any(isinstance(x, Ref) for x in lists)):
            return page_list(new)
    return known


class Node(NamedTuple):
    """A field, or a widget below one. ``key``: object number, or a negative one where the node is direct; ``value``: number of the object
    that its /V refers to, or 0."""

    key: int
    name: str
    type: str
    dictionary: PdfDict
    parent: int
    value: int


class FieldTree(NamedTuple):
    """The nodes of a form by their keys, in order, and what refers to those at its top. ``flat``: each of these is a node, and there are
    no others."""

    nodes: dict[int, Node]
    top: list[PdfValue]
    flat: bool


NO_FIELDS = FieldTree({}, [], True)


def field_tree(view: View, before: FieldTree, changed: Set[int]) -> FieldTree:
    """All nodes of the field tree, widgets included. ``before``: the tree of an earlier view, from which ``changed`` objects differ: what
    only grew is not walked again."""
    form = view.get_dict(view.catalog, "AcroForm")
    if form is None:
        return NO_FIELDS
    top = view.get_list(form, "Fields")
    known = len(before.top)
    grown = before.flat and top[:known] == before.top and changed.isdisjoint(before.nodes)
    found = dict(before.nodes) if grown else {}
    stack: list[tuple[PdfValue, str, str, int]] = [
        (item, "", "", 0) for item in reversed(top[known:] if grown else top)
    ]
    direct = 0
    while stack and len(found) < MAX_NODES:
        item, prefix, kind, parent = stack.pop()
        if isinstance(item, Ref):
            key = item.number
        else:
            direct -= 1
            key = direct
        if key in found:
            continue
        same = before.nodes.get(key) if not parent and key > 0 and key not in changed else None
        if same is not None and not same.parent and "Kids" not in same.dictionary:
            found[key] = same
            continue
        dictionary = view.resolve(item)
        if not isinstance(dictionary, PdfDict):
            continue
        own = text(view.resolve(dictionary.get("T")))
        name = full_name(prefix, own)
        own_kind = view.resolve(dictionary.get("FT"))
        kind = str(own_kind) if isinstance(own_kind, Name) else kind
        value = dictionary.get("V")
        found[key] = Node(key, name, kind, dictionary, parent, value.number if isinstance(value, Ref) else 0)
        stack.extend((kid, name, kind, key) for kid in reversed(view.get_list(dictionary, "Kids")))
    walked = top[known:] if grown else top
    flat = len(found) == len(top) and all(
        isinstance(item, Ref) and item.number in found and "Kids" not in found[item.number].dictionary
        for item in walked
    )
    return FieldTree(found, top, flat)


class Rectangle(NamedTuple):
    """A rectangle of default user space, lower left corner first."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        """Its area; 0 for what is not shown."""
        return (self.right - self.left) * (self.top - self.bottom)

    def common(self, other: "Rectangle") -> "Rectangle":
        """The part that the two have in common; without an area where there is none."""
        left, bottom = max(self.left, other.left), max(self.bottom, other.bottom)
        return Rectangle(left, bottom, max(min(self.right, other.right), left), max(min(self.top, other.top), bottom))

    def overlaps(self, other: "Rectangle") -> bool:
        """Whether the two have an area in common."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        return width > 0 and height > 0


def rectangle_of(view: View, value: PdfValue) -> Rectangle | None:
    """The rectangle that four numbers state (7.9.5), None where they are not four numbers."""
    corners = view.resolve(value)
    numbers = [view.resolve(item) for item in corners] if isinstance(corners, list) and len(corners) == 4 else []
    sides = [float(number) for number in numbers if isinstance(number, int | float)]
    if len(sides) != 4:
        return None
    return Rectangle(min(sides[0], sides[2]), min(sides[1], sides[3]), max(sides[0], sides[2]), max(sides[1], sides[3]))
