"""Requests that the emulator sends."""
