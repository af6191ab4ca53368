"""Made-up and published examples, as reports and as a demonstration."""
