"""From content to GB/T 9704-2012 pages."""
