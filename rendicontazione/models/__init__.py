"""The result: frozen documents, imports, and all that is read as a whole."""
