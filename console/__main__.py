"""`python -m console`: the command line, where `bascule` is not on the path."""

from console.commands import main

main(prog_name="bascule")
