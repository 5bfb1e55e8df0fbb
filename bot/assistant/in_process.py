"""Run the actions in this process: Rasa believes it talks to an action server."""

from __future__ import annotations

import logging
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

logger = logging.getLogger(__name__)


class InProcessActions(EndpointConfig):
    """An action endpoint whose `request` runs the action here (Rasa's RemoteAction calls nothing else)."""

    def __init__(self, package: str = "actions") -> None:
        super().__init__(url="in-process:")
        self._executor = ActionExecutor()
        self._executor.register_package(package)
        self.failures = 0

    async def request(self, *_: Any, json: dict[str, Any] | None = None, **__: Any) -> Any:
        """Run the action Rasa asks for.

        An exception must not end in silence: Rasa would log it and send nothing. It is counted, and the resident
        gets `utter_error`.
        """
        call = json or {}
        try:
            return await self._executor.run(call)
        except Exception as error:
            self.failures += 1
            # The type only: a message of an exception may quote what the resident typed.
            logger.error("action %s failed: %s", call.get("next_action"), type(error).__name__)
            return {"events": [], "responses": [{"response": "utter_error", "say": {"outcome": "error"}}]}


def skip_result_schema() -> None:
    """Keep Rasa from checking the results of our own actions against a JSON schema.

    The check is meant for foreign action servers. It compiles its schema anew at each call, which took half of a
    turn's time
    (25 of 50 ms, measured with cProfile); what our actions return is made by rasa_sdk itself.
    """
    RemoteAction._validate_action_result = staticmethod(lambda result: True)  # type: ignore[method-assign,assignment]
