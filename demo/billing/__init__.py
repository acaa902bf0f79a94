"""The billing system of the demo company, in the manner of an old one."""
