"""Signs put together: a logistic regression with weights from the configuration."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

#: No share is taken for impossible or certain beyond this.
_LEAST = 1e-4


def log_odds(share: float) -> float:
    """Return the log odds of a share between 0 and 1, which stay finite."""
    return float(np.log((share + _LEAST) / (1 - share + _LEAST)))


def likelihood(signs: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return how likely something is, between 0 and 1.

    Args:
        signs: what speaks for or against it.
        weights: a weight for each sign, and `bias`.

    """
    return float(1 / (1 + np.exp(-weights["bias"] - sum(weights[name] * value for name, value in signs.items()))))
