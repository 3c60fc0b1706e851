"""What only live rows and a live server can answer. One file for each hazard."""
