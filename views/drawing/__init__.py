"""What every page repeats by the hundred, drawn by functions: icons, states, times; addresses; parts kept."""
