"""The language: text in, meaning out. No patients, no files, no network."""
