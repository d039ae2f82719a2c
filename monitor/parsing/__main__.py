"""`python -m monitor.parsing MEMORY CPU_SECONDS`: the child process that `ChildPool` starts."""

import sys

from monitor.parsing.child import main

main(int(sys.argv[1]), int(sys.argv[2]))
