"""Data sets: where they come from, how they are read, and what they are once loaded."""
