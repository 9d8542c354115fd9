"""Earnest: customer agents that people can trust."""
