"""Rules as data: YAML files with source and date, and the loaders that refuse a bad one."""
