"""Understanding: each module that is named in config.yml holds one Rasa graph component."""
