"""Commands: cases withdraw | restore."""

from cop.cases import operations
from cop.cases.models import Case
from cop.core.commands import CommandGroup
from cop.records.commands import add_commands

commands = CommandGroup("cases", help="Involvement cases.")
add_commands(commands, Case, withdraw=operations.withdraw, restore=operations.restore)
