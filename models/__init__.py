"""Tables, rules and operations: the room that decides."""
