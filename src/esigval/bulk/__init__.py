"""Many files: a case a line in, a report a line out, and one bad file never ends a batch."""
