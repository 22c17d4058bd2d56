"""Origins of the web apps, spoken as their pages speak. Their APIs are private: sources are public captures."""
