"""What could we say or do? Understanding, playbooks, entities, words."""
