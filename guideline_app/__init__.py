"""The shells: the command line. They hold files, the clock and standard input; nobody imports them."""
