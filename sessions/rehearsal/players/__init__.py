"""The people of a rehearsal. Nothing here knows the server's code: pages, forms, cookies and sockets only."""
