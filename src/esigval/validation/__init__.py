"""EN 319 102-1: building blocks, and the processes for basic, long-term and archival signatures.

Reading order: ``block`` (how checks become a result), ``formats`` … ``acceptance`` (the building blocks of 5.2, one module
a clause), ``basic`` (5.3), ``stamps`` (5.4), ``long_term`` (5.5), ``past`` (5.6.2), ``archival`` (5.6.3), ``process`` (all together).
"""
