"""Guidelines that are shipped with the engine, each in a folder of its own."""
