"""RSS and Atom feeds: what they list, which are followed, and when each is polled."""
