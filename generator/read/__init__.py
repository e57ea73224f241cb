"""From bytes on disk to typed sheets and seeds: the only place that reads YAML."""
