"""python-shell's other end, as its documentation has it: a line in, a line out, JSON in each."""

import sys

import orjson
from bare_blocking import answer

for request in sys.stdin.buffer:
    sys.stdout.buffer.write(answer(orjson.loads(request)))
    sys.stdout.buffer.flush()
