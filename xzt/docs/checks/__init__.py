"""Checks of form, marks and rules between organs: ``check`` finds, ``mend`` applies fixes; the words are data in ``findings``."""

from xzt.docs.checks.checking import check as check
from xzt.docs.checks.checking import mend as mend
from xzt.docs.checks.findings import Finding as Finding
from xzt.docs.checks.findings import Level as Level
from xzt.docs.checks.findings import Spot as Spot
