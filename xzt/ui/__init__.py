"""The desktop. The only package that imports Qt."""
