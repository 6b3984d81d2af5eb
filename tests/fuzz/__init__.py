"""Texts, documents and links made at random, read by the app and by a second, naive reader."""
