"""What pages are made of: choices, cards, footers, states, and the one door to the figures."""
