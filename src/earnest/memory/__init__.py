"""What do we know, and for how long?"""
