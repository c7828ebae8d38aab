"""What people look at: a guideline as a picture."""
