"""The commands of ``pet-ground``."""
