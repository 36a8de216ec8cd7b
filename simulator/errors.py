"""How a call ends when it does not end well."""

from typing import Any


class SimulationError(Exception):
    """The test or the demo asked for something a real person could not do.

    Its words are shown on the page of phones, in the page's language.
    """


class ApiError(Exception):
    """The server refuses a call: an HTTP status, a description, perhaps parameters."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The JSON body of the refusal."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        return body | ({"parameters": self.parameters} if self.parameters else {})


class BadRequestError(ApiError):
    """400 with Telegram's prefix."""

    def __init__(self, message: str, **parameters: Any) -> None:
        super().__init__(400, f"Bad Request: {message}", **parameters)


class ForbiddenError(ApiError):
    """403 with Telegram's prefix."""

    def __init__(self, message: str) -> None:
        super().__init__(403, f"Forbidden: {message}")


class ConnectionDroppedError(Exception):
    """No answer will come: the line broke before or after the call had its effect."""

    def __init__(self, how: str) -> None:
        super().__init__(how)
        self.how = how
