"""The thin database interface of the server and its two twins, SQLite and PostgreSQL. One schema, one SQL for both."""
