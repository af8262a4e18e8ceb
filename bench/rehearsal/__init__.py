"""An installation as an operator has it, on loopback: loaded, killed, restarted, held against its ledger."""
