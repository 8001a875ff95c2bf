"""What somebody fills in or presses: the field for a code, the form of a memo, buttons that say why not."""
