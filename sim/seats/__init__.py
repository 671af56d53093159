"""A seat at the table: the player decides for one actor, the others follow the rules, in one world that can be played again."""
