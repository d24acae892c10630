"""Word: the package and its parts, numbering, and tables with their merged cells."""
