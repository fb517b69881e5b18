"""Every error this project raises on purpose.

QAError
├── ConfigurationError   settings, or files on this machine, are not usable as they are
├── UsageError           the caller asked for something that cannot be done (exit code 2)
├── ModelError           a model file, a model process or a model server failed
├── StoreError           the catalog, the vector store or the lock failed
├── IngestError          a source could not be read or written to the catalog
└── ServiceError         a citeproof server answered with an error (status_code, request_id)

"The documents do not say" is an Answer, never an error.
"""

__all__ = [
    "ConfigurationError",
    "IngestError",
    "ModelError",
    "QAError",
    "ServiceError",
    "StoreError",
    "UsageError",
]


class QAError(Exception):
    """Base of all errors raised on purpose.

    Args:
        message: What failed, with which value, and what to do next.
        retryable: Whether the same call may succeed later without a change.

    Attributes:
        code: Stable name of the kind of error, for programs.
        retryable: As given.
    """

    code = "error"

    def __init__(self, message: str, *, retryable: bool = False) -> None:
        """Keep the message and whether a retry may help."""
        super().__init__(message)
        self.retryable = retryable


class ConfigurationError(QAError):
    """A setting, or a file that a setting names, is missing or not valid."""

    code = "configuration"


class UsageError(QAError):
    """The request itself is wrong: an empty question, an unsupported file named directly."""

    code = "usage"


class ModelError(QAError):
    """A model file, a model process or a model server failed."""

    code = "model"


class StoreError(QAError):
    """The catalog, the vector store or the data directory's lock failed."""

    code = "store"


class IngestError(QAError):
    """A source could not be read or written to the catalog."""

    code = "ingest"


class ServiceError(QAError):
    """A citeproof server answered with an error.

    Args:
        message: What the server said.
        status_code: HTTP status, 400–599.
        request_id: The server's id of the failed request, if it gave one.
        retryable: Whether the same call may succeed later without a change.
    """

    code = "service"

    def __init__(
        self,
        message: str,
        *,
        status_code: int,
        request_id: str | None = None,
        retryable: bool = False,
    ) -> None:
        """Keep the status and the request id beside the message."""
        super().__init__(message, retryable=retryable)
        self.status_code = status_code
        self.request_id = request_id
