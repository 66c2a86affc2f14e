"""What a rehearsal proves: each module compares what the players saw and did with what the server says."""
