// What a person has set: theme, language, panel sizes.
import type { Database } from './database.ts';

export const preferences = (db: Database): Record<string, string> =>
  Object.fromEntries(
    (db.prepare('select name, value from preferences').all() as { name: string; value: string }[]).map((p) => [p.name, p.value]),
  );

export const setPreference = (db: Database, name: string, value: string): void =>
  void db.prepare('insert or replace into preferences (name, value) values (?, ?)').run(name, value);
