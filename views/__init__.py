"""The room that speaks French: parses requests, asks the models, renders the answers."""
