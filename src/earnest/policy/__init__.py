"""May we? Gates, their analysis, the broker and its permits."""
