"""Commands: tools withdraw | restore."""

from cop.core.commands import CommandGroup
from cop.records.commands import add_commands
from cop.tools import operations
from cop.tools.models import Tool

commands = CommandGroup("tools", help="Feedback tools.")
add_commands(commands, Tool, withdraw=operations.withdraw, restore=operations.restore)
