"""The tree of exceptions.

TenfoldError
├── InvalidInput            an argument, shape, value or label that does not fit (also ValueError)
├── InvalidData             a data file that is damaged, lying or not what it claims
├── InvalidModel            a model file that is damaged, foreign or from a newer version
├── InvalidPicture          a picture that cannot be decoded or is over the limits
├── UnsupportedNetwork      a layer or an option that the engine does not run
├── DownloadFailed          every mirror failed, or the bytes were wrong
├── OutputNotWritable       a path that cannot be written
└── MissingExtra            an optional dependency is not installed (also ImportError)

Every message is one line and says what, found, expected, and what to do next.
"""


class TenfoldError(Exception):
    """Anything that tenfold reports about its input or its surroundings.

    Messages quote file names and servers, so what is not printable becomes a space.
    """

    def __str__(self) -> str:
        return "".join(c if c.isprintable() else " " for c in super().__str__())


class InvalidInput(TenfoldError, ValueError):
    """An argument does not fit: shape, type, range or label."""


class InvalidData(TenfoldError):
    """A data file is damaged, lies about its contents or is of another kind."""


class InvalidModel(TenfoldError):
    """A model file is damaged, foreign or from a newer version."""


class InvalidPicture(TenfoldError):
    """A picture cannot be decoded or is over the limits."""


class UnsupportedNetwork(TenfoldError):
    """The network has a layer or an option outside the family that the engine runs."""


class DownloadFailed(TenfoldError):
    """No mirror gave the right bytes."""


class OutputNotWritable(TenfoldError):
    """A result cannot be written where it was asked for."""


class MissingExtra(TenfoldError, ImportError):
    """An optional dependency is not installed; the message holds the pip command."""
