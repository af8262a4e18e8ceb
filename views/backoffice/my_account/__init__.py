"""One's own staff account: how one comes in, is invited, and what one changes of oneself."""
