"""The program: sources in, files out, and the measures of how good they are."""

__version__ = "0.1.0"
