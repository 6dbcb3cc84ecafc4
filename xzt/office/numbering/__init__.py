"""What is done by hand with document numbers (文号管理, N3, N7): with person, reason and signature. One record a unit and year."""
