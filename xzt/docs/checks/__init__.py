"""Checks of form, marks and rules between organs: ``check`` finds, ``mend`` applies the fixes. The catalogue of rules is data in ``findings``."""

from xzt.docs.checks.checking import check as check
from xzt.docs.checks.checking import mend as mend
from xzt.docs.checks.findings import Finding as Finding
from xzt.docs.checks.findings import Level as Level
from xzt.docs.checks.findings import Spot as Spot
