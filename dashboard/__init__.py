"""What pages, exports and the command line share."""
