"""Tables -> tasks: columns, rows joined over pages, labels, the tree with its points."""
