"""The screens of subscriptions: who is told what happens, and what became of it."""
