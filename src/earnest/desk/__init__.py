"""Who takes over, by when?"""
