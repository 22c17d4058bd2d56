"""Text out of uploaded files, with budgets; what cannot be read says why."""
