"""Whether presenter mode shows all it has to: measured in Chromium, stage by stage."""
