"""What a verification says: checks by code, each under one of the four properties of DA/T 70-2018. Codes only; sentences stand elsewhere.

``Check.code`` is one of ``Item``; a check that holds has one line, one that fails a line for each thing at fault.
``Check.subject`` is the file at fault, as a path in the package (empty: the whole). ``Check.detail`` begins with a reason, which
is one of ``Reason`` or a code of ``xzt.signing`` (certificates, seals), and may go on after a blank with a value: a name, a
number, a part.
"""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct


class Property(StrEnum):
    """The four properties (DA/T 70-2018)."""

    AUTHENTICITY = "authenticity"
    COMPLETENESS = "completeness"
    USABILITY = "usability"
    SAFETY = "safety"


class Item(StrEnum):
    """Every check there is. The order is the order of a report."""

    READABLE = "readable"
    PATHS = "paths"
    BAG = "bag"
    FILES_LISTED = "files_listed"
    COUNT = "count"
    PARTS = "parts"
    DIGEST_SHA256 = "digest_sha256"
    DIGEST_SM3 = "digest_sm3"
    PACKAGE_SIGNATURE = "package_signature"
    PACKAGE_SIGNER = "package_signer"
    ROOTS = "roots"
    LOG_CHAIN = "log_chain"
    LOG_AGREES = "log_agrees"
    OPINION_SIGNATURE = "opinion_signature"
    OPINION_BINDING = "opinion_binding"
    OPINION_FILES = "opinion_files"
    VALIDATION_KEPT = "validation_kept"
    PROCESS = "process"
    TEXT_VERSIONS = "text_versions"
    SEALED_FILE = "sealed_file"
    OFD_SEAL = "ofd_seal"
    OFD_TEXT = "ofd_text"
    PDF = "pdf"
    METADATA = "metadata"
    METADATA_COMPLETE = "metadata_complete"
    ARCHIVAL_CODE = "archival_code"
    FORMATS = "formats"
    ACTIVE_CONTENT = "active_content"
    SIGNATURE = "signature"


class Reason(StrEnum):
    """Why a check fails, or what is to be known of one that holds (``from_package``, ``given``)."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    LINK = "link"
    SPECIAL = "special"
    NAME_CLASH = "name_clash"
    NAME_FORM = "name_form"
    NAME_LONG = "name_long"
    NOT_ONE_PACKAGE = "not_one_package"
    NOT_CANONICAL = "not_canonical"
    NOT_EQUAL = "not_equal"
    SIGNATURE_WRONG = "signature_wrong"
    SIGNATURE_MISSING = "signature_missing"
    OTHER_RECORD = "other_record"
    OTHER_TEXT = "other_text"
    OTHER_PERSON = "other_person"
    OTHER_UNIT = "other_unit"
    CHAIN_BROKEN = "chain_broken"
    STEP_MISSING = "step_missing"
    FORMAT_WRONG = "format_wrong"
    ENCRYPTED = "encrypted"
    ACTIVE = "active"
    FONT_MISSING = "font_missing"
    TEXT_MISSING = "text_missing"
    TEXT_ADDED = "text_added"
    OFD = "ofd"
    FROM_PACKAGE = "from_package"
    GIVEN = "given"
    NONE = "none"


PROPERTIES: dict[Item, Property] = {
    Item.READABLE: Property.USABILITY,
    Item.PATHS: Property.SAFETY,
    Item.BAG: Property.COMPLETENESS,
    Item.FILES_LISTED: Property.COMPLETENESS,
    Item.COUNT: Property.COMPLETENESS,
    Item.PARTS: Property.COMPLETENESS,
    Item.DIGEST_SHA256: Property.AUTHENTICITY,
    Item.DIGEST_SM3: Property.AUTHENTICITY,
    Item.PACKAGE_SIGNATURE: Property.AUTHENTICITY,
    Item.PACKAGE_SIGNER: Property.AUTHENTICITY,
    Item.ROOTS: Property.AUTHENTICITY,
    Item.LOG_CHAIN: Property.AUTHENTICITY,
    Item.LOG_AGREES: Property.AUTHENTICITY,
    Item.OPINION_SIGNATURE: Property.AUTHENTICITY,
    Item.OPINION_BINDING: Property.AUTHENTICITY,
    Item.OPINION_FILES: Property.AUTHENTICITY,
    Item.VALIDATION_KEPT: Property.AUTHENTICITY,
    Item.PROCESS: Property.COMPLETENESS,
    Item.TEXT_VERSIONS: Property.AUTHENTICITY,
    Item.SEALED_FILE: Property.AUTHENTICITY,
    Item.OFD_SEAL: Property.AUTHENTICITY,
    Item.OFD_TEXT: Property.AUTHENTICITY,
    Item.PDF: Property.USABILITY,
    Item.METADATA: Property.AUTHENTICITY,
    Item.METADATA_COMPLETE: Property.COMPLETENESS,
    Item.ARCHIVAL_CODE: Property.AUTHENTICITY,
    Item.FORMATS: Property.USABILITY,
    Item.ACTIVE_CONTENT: Property.SAFETY,
    Item.SIGNATURE: Property.AUTHENTICITY,
}

BY_HAND: tuple[tuple[str, Property], ...] = (
    ("carrier_label", Property.SAFETY),
    ("carrier_readable", Property.SAFETY),
    ("virus_scan", Property.SAFETY),
    ("handover_agreed", Property.AUTHENTICITY),
    ("pages_readable", Property.USABILITY),
    ("revocation", Property.AUTHENTICITY),
)
"""What DA/T 70 asks and no program without a server can answer; a report names these as done by hand or elsewhere."""


class Check(Struct, frozen=True):
    """One line of a report; see the module for what the fields hold."""

    code: str
    ok: bool
    subject: str = ""
    detail: str = ""

    @property
    def property(self) -> Property:
        """The property that this check belongs to."""
        return PROPERTIES[Item(self.code)]


class Report(Struct, frozen=True):
    """What was found. ``kind`` says what was looked at: ``package``, ``ofd`` or ``signed_file``."""

    kind: str
    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Say whether everything holds."""
        return bool(self.checks) and all(check.ok for check in self.checks)

    @property
    def faults(self) -> tuple[Check, ...]:
        """The checks that do not hold."""
        return tuple(check for check in self.checks if not check.ok)


Fault = tuple[str, str]
"""Subject and detail."""


def judged(item: Item, faults: Iterable[Fault], detail: str = "") -> list[Check]:
    """Make the lines of one check: one for each fault, or one that holds, with ``detail``."""
    found = list(dict.fromkeys(faults))
    return [Check(item.value, ok=False, subject=subject, detail=reason) for subject, reason in found] or [
        Check(item.value, ok=True, detail=detail)
    ]
