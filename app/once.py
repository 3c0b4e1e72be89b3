"""What is the same for everybody is made once a process, by one thread at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from threading import RLock
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Once(Generic[P, T]):
    """A function whose last results are kept, as by `lru_cache`; who asks for the same meanwhile waits.

    Eight people who open a paper together would otherwise each have the whole of it made, and the process would
    never again be as small as it was.
    """

    def __init__(self, make: Callable[P, T], most: int) -> None:
        self._kept = lru_cache(most)(make)
        self._making = RLock()  # what is made may be made of other things that are made once
        update_wrapper(self, make)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        with self._making:
            return self._kept(*args, **kwargs)  # type: ignore[arg-type]  # lru_cache wants what can be a key

    def cache_clear(self) -> None:
        """Forget all: for tests, which put a database back."""
        self._kept.cache_clear()


def once(*, most: int) -> Callable[[Callable[P, T]], Once[P, T]]:
    """Keep the last `most` results of the function."""
    return lambda make: Once(make, most)
