"""Texts of the help that more than one command prints."""

EXIT_STATUSES = """\b
Exit status:
  0  everything is as required
  1  some signature failed
  2  usage: unknown option, a file that does not exist or can't be read
  3  something is indeterminate, no signature can be judged, or none is about a --detached file
  4  indeterminate because trust material is missing, stale or not authenticated
  5  internal error
Where several apply: 5, then 2, 1, 4, 3, 0.
"""
