"""The one composition root: `quarterdeck.yaml` in, a policy and the tables to judge with out."""
