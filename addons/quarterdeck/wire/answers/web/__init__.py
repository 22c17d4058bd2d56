"""How the web apps answer, one file each: private interfaces, known from public clients, that change without notice."""
