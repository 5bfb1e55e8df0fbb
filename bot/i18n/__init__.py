"""Languages, catalogs and the checks that keep translations whole."""
