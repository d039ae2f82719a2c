"""Setting the number of BLAS threads in a process that has already imported numpy."""

from __future__ import annotations

import ctypes
from pathlib import Path

_NAMES = ("scipy_openblas_set_num_threads64_", "openblas_set_num_threads64_", "openblas_set_num_threads")


def use_one_thread() -> bool:
    """Tell the OpenBLAS inside numpy's wheel to use one thread; False if there is no such library."""
    import numpy

    for folder in (Path(numpy.__file__).parents[1] / "numpy.libs", Path(numpy.__file__).parent / ".dylibs"):
        for path in folder.glob("*openblas*"):
            library = ctypes.CDLL(str(path))
            for name in _NAMES:
                if hasattr(library, name):
                    getattr(library, name)(1)
                    return True
    return False
