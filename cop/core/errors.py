"""The errors that operations raise and pages know how to show."""


class CopError(Exception):
    """Something the reader can be told; `message` is a whole sentence in their language."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotAllowedError(CopError):
    """The actor may see the object, but may not do this with it."""

    status = 403


class InvalidError(CopError):
    """A value cannot be taken; `field` names it, dots between levels, empty for the whole."""

    status = 400

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class ConflictError(CopError):
    """Somebody was there first, or the state does not allow this any more."""

    status = 409


class UnavailableError(CopError):
    """A part of the site is down for a while."""

    status = 503
