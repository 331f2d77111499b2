"""Frozen types that cross module borders. Imports nothing else of this package."""
