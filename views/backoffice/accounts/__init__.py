"""Pro accounts, as staff find, make and change them."""
