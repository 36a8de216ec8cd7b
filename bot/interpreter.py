"""How Python itself is set once everything is loaded."""

import gc
import sys

_SWITCH_SECONDS = 0.02


def settle_down() -> None:
    """What was loaded stays: the collector need not look at it again, and seldom at the rest.

    The writer's thread and the loop take turns; each turn that ends by force costs both their
    caches, and both soon end one themselves.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    sys.setswitchinterval(_SWITCH_SECONDS)
