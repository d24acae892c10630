"""`python -m rulebook` is `rulebook`."""

from rulebook.cli import main

main()
