"""Notes by a language model behind any OpenAI-compatible endpoint; every sentence is checked."""
