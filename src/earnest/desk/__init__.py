"""Who takes over, by when: roles, clocks, assignment, briefs, and what a colleague's act decides. Pure."""

from earnest.desk.acting import acted
from earnest.desk.roles import Right, may, rights_of

__all__ = ["Right", "acted", "may", "rights_of"]
