"""`python -m bot` is `klinik`."""

from bot.cli import main

main()
