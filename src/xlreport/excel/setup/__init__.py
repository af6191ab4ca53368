"""Bringing the buttons into the programs of an office: installing, removing, and finding faults."""
