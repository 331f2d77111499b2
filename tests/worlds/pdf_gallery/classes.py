"""All attacks of the gallery by their class."""

from tests.worlds.pdf_gallery.attacks import ANNOTATIONS, CONTENT, FORMS, ROLES, SIGNATURES
from tests.worlds.pdf_gallery.double_roles import DOUBLE_ROLES
from tests.worlds.pdf_gallery.fields import FIELD_APPEARANCES
from tests.worlds.pdf_gallery.hidden import HIDDEN

CLASSES = {
    "content": CONTENT,
    "forms": FORMS,
    "field appearances": FIELD_APPEARANCES,
    "annotations": ANNOTATIONS,
    "signatures": SIGNATURES,
    "roles": ROLES,
    "hidden objects": HIDDEN,
    "double roles": DOUBLE_ROLES,
}
ATTACKS = {name: make for group in CLASSES.values() for name, make in group.items()}
