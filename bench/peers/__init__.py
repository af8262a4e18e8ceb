"""Our pages beside the shared peers', on the same rows, in one run: `BENCH_PEERS` names their folder."""
