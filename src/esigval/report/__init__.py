"""Reports: every format folds the same DocumentReport."""
