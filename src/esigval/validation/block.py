"""How checks become the result of a building block (EN 319 102-1, clause 5.1.3: indications and sub-indications)."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from esigval.model.check import Check, Facts, Status
from esigval.model.conclusion import Indication, SubIndication
from esigval.model.reasons import Reason

_STATUS = {
    Indication.PASSED: Status.PASSED,
    Indication.FAILED: Status.FAILED,
    Indication.INDETERMINATE: Status.INDETERMINATE,
}


class Block(Struct, frozen=True):
    """Result of a building block or process: indication, sub-indication, and the check tree that shows why.

    ``blocking``: every sub-indication that a check inside gave, the deciding one first. A later process that overcomes the deciding
    one (a proof of time) has to overcome the others as well.
    """

    indication: Indication
    sub_indication: SubIndication | None
    check: Check
    blocking: tuple[SubIndication | None, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the block returned PASSED."""
        return self.indication is Indication.PASSED

    def is_indeterminate(self, sub_indications: frozenset[SubIndication]) -> bool:
        """Whether the block returned INDETERMINATE with one of ``sub_indications``."""
        return self.indication is Indication.INDETERMINATE and self.sub_indication in sub_indications

    def is_recoverable(self, sub_indications: frozenset[SubIndication]) -> bool:
        """Whether the block passed, or nothing but ``sub_indications`` stands against it."""
        if self.passed:
            return True
        return self.is_indeterminate(sub_indications) and all(sub in sub_indications for sub in self.blocking)


class Steps:
    """Collects the checks of one block in order. The first that blocks decides indication and sub-indication."""

    __slots__ = ("_blocking", "_checks", "_warned", "decided", "id", "indication", "reason", "sub_indication")

    def __init__(self, block_id: str) -> None:
        self.id = block_id
        self._checks: list[Check] = []
        self._blocking: dict[SubIndication | None, None] = {}
        self._warned = False
        self.indication = Indication.PASSED
        self.sub_indication: SubIndication | None = None
        self.reason: Reason | None = None
        self.decided = False

    def add(
        self, check: Check, sub_indication: SubIndication, indication: Indication = Indication.INDETERMINATE
    ) -> bool:
        """Adds ``check``; if it blocks and nothing has decided yet, the block's result is the given one. True: go on."""
        if check.status is Status.PASSED:
            self._checks.append(check)
            return True
        self.note(check)
        if check.passed:
            return True
        self._blocking[sub_indication] = None
        if not self.decided:
            self.decide(indication, sub_indication, check.reason)
        return False

    def add_all(self, checks: Iterable[Check], sub_indication: Callable[[Check], SubIndication]) -> None:
        """Adds ``checks`` in order; ``sub_indication`` tells what one that blocks comes to."""
        for check in checks:
            if check.status is Status.PASSED:
                self._checks.append(check)
            else:
                self.add(check, sub_indication(check))

    def note(self, check: Check) -> None:
        """Adds a check that informs and doesn't decide (losing branches included)."""
        self._checks.append(check)
        if check.status is Status.WARNING:
            self._warned = True

    def take(self, block: Block) -> bool:
        """Adds the tree of another block, whose result decides if it did not pass. True: go on."""
        self.note(block.check)
        if block.passed:
            return True
        self._blocking[block.sub_indication] = None
        self._blocking.update(dict.fromkeys(block.blocking))
        if not self.decided:
            self.decide(block.indication, block.sub_indication, block.check.reason)
        return False

    def decide(
        self, indication: Indication, sub_indication: SubIndication | None, reason: Reason | None = None
    ) -> None:
        """Fixes the result."""
        self.decided = True
        self.indication, self.sub_indication, self.reason = indication, sub_indication, reason

    def block(self, facts: Facts = (), subject: str = "", evidence: Iterable[str] = ()) -> Block:
        """The finished block. A block without any check is INDETERMINATE: an empty conjunction never passes."""
        status = _STATUS[self.indication]
        if self.indication is Indication.PASSED:
            if not self._checks:
                status, self.indication = Status.INDETERMINATE, Indication.INDETERMINATE
            elif self._warned:
                status = Status.WARNING
        check = Check(self.id, status, self.reason, facts, subject, tuple(evidence), (), tuple(self._checks))
        return Block(self.indication, self.sub_indication, check, tuple(self._blocking))
