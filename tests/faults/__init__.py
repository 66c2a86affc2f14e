"""What the product does when something it stands on breaks: real PostgreSQL, real Redis, real server processes."""
