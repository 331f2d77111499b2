"""esigval: is this electronic signature valid, and what is it in law."""

__version__ = "0.1.0"
