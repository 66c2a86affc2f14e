"""The reference servers' message: 600 bytes, with the moment its sending began."""

import itertools
import json
import time

SIZE = 600
_numbers = itertools.count()


def made(size: int = SIZE) -> str:
    message = {"at": time.monotonic_ns(), "n": next(_numbers), "pad": ""}
    message["pad"] = "x" * (size - len(json.dumps(message)))
    return json.dumps(message)
