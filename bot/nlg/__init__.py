"""From a response id and a language to the text a resident reads."""
