"""Where a server finds the application."""

from cop.app import create_app

app = create_app()
