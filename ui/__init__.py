"""Edges: command line, HTTP application and page."""
