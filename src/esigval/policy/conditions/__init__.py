"""Conditions that several laws state alike: each turns facts into a ruling, none knows which law asks."""
