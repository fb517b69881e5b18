"""Falsified and faithful restatements of true sentences, made by code without a model."""
