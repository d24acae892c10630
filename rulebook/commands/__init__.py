"""The program's commands; `rulebook.cli` names them."""
