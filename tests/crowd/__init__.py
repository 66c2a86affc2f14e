"""A crowd of open pages, light enough for one process to hold thousands: for benchmarks, storms, faults and soaks."""
