"""``python -m esigval.cli``."""

import sys

from esigval.cli import main

if __name__ == "__main__":
    sys.exit(main())
