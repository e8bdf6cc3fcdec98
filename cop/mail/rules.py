"""Who may look at mails and move them on: administrators, one permission for each."""

from enum import StrEnum

from cop.core.permissions import Rules, is_administrator


class MailPermission(StrEnum):
    """What can be done with the mails of others."""

    LIST = "mail.list"
    READ = "mail.read"
    RETRY = "mail.retry"
    DROP = "mail.drop"


RULES: Rules = {permission: [[is_administrator]] for permission in MailPermission}
