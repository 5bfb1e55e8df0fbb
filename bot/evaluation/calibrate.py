"""Fit the weights of the signs that the gate and the recognition of danger judge by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from bot.assistant.assistant import Assistant

Component = TypeVar("Component")


def component_of(assistant: Assistant, kind: type[Component]) -> Component:
    """Return the component of a kind in the pipeline of a loaded assistant."""
    nodes: dict[str, Any] = assistant._agent.processor.graph_runner._instantiated_nodes  # type: ignore[union-attr]
    return next(node._component for node in nodes.values() if isinstance(node._component, kind))


def fit(signs: Sequence[Mapping[str, float]], true: Sequence[bool]) -> dict[str, float]:
    """Return the weights and the bias of a logistic regression, rounded as `config.yml` has them.

    Args:
        signs: the signs of each message, the same names in all.
        true: whether what they speak for is so.

    """
    from sklearn.linear_model import LogisticRegression

    names = list(signs[0])
    regression = LogisticRegression(C=10, max_iter=5000)
    regression.fit([[one[name] for name in names] for one in signs], list(true))
    weights = {"bias": regression.intercept_[0], **dict(zip(names, regression.coef_[0]))}
    return {name: round(float(weight), 2) for name, weight in weights.items()}
