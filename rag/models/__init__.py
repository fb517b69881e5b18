"""Models: registry of files, embedded and OpenAI-compatible implementations, fakes."""
