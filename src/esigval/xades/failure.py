"""The exception that travels inside this package: something of one reference, property or token can't be computed."""

from esigval.model.reasons import Reason


class Failure(Exception):
    """Why one step could not be carried out. Never leaves the package: it becomes a Reference's or Finding's reason."""

    def __init__(self, reason: Reason, where: str = "") -> None:
        super().__init__(where)
        self.reason = reason
        self.where = where
