-- Of a program there are uses alone: `session` is the hash of its token.
ALTER TABLE sessions MODIFY COLUMN kind Enum8('person' = 1, 'device' = 2, 'program' = 3);
