"""Where a server finds the application."""

import gc

gc.disable()  # nothing of what is loaded ever goes away, and to look for it takes a sixth of the time

from cop.app import create_app  # noqa: E402 - what this loads is meant

app = create_app()
gc.enable()
