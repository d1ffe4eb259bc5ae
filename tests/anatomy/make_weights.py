"""Makes weights in a process of its own, because torch and nnU-Net warn when they are imported.

python make_weights.py RESULTS MODE KIND
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    from phantom_weights import write_weights

    write_weights(Path(sys.argv[1]), sys.argv[2], sys.argv[3])  # type: ignore[arg-type]
