"""The ground: frozen values and the error family; imports nothing of ours."""
