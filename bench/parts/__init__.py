"""What is measured: a module for each part of the program, with a ``run`` that prints what it takes."""
