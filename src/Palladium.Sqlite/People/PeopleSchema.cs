namespace Palladium.Sqlite.People;

/// <summary>The tables of <c>people.db</c>, step by step: a file of an earlier version gets the steps that it lacks.</summary>
internal static class PeopleSchema
{
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE IF NOT EXISTS changes(number INTEGER PRIMARY KEY AUTOINCREMENT, json TEXT NOT NULL, logged INTEGER NOT NULL DEFAULT 0);
        CREATE INDEX IF NOT EXISTS changes_pending ON changes(number) WHERE logged = 0;
        CREATE TABLE IF NOT EXISTS people(id TEXT PRIMARY KEY, name TEXT NOT NULL, created INTEGER NOT NULL, disabled INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS roles(person TEXT NOT NULL REFERENCES people(id), role TEXT NOT NULL, PRIMARY KEY(person, role)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS sessions(hash BLOB PRIMARY KEY, person TEXT NOT NULL REFERENCES people(id), created INTEGER NOT NULL, expires INTEGER NOT NULL, change INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS links(hash BLOB PRIMARY KEY, id TEXT NOT NULL, name TEXT, roles TEXT NOT NULL, expires INTEGER NOT NULL, used INTEGER, change INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS tokens(hash BLOB PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, scopes TEXT NOT NULL, source TEXT, created INTEGER NOT NULL, expires INTEGER NOT NULL, revoked INTEGER NOT NULL DEFAULT 0, change INTEGER NOT NULL) WITHOUT ROWID;
        """,
        // Roles become one part of what is granted. Whoever has an account already is on duty as before.
        """
        ALTER TABLE people ADD COLUMN grants TEXT NOT NULL DEFAULT '{}';
        ALTER TABLE people ADD COLUMN change INTEGER NOT NULL DEFAULT 0;
        UPDATE people SET grants = json_object('roles', json((SELECT json_group_array(role) FROM roles WHERE person = people.id)), 'duty', json_array('always'));
        DROP TABLE roles;
        ALTER TABLE links ADD COLUMN grants TEXT NOT NULL DEFAULT '{}';
        UPDATE links SET grants = json_object('roles', json('["' || replace(roles, ' ', '","') || '"]'), 'duty', json_array('always'));
        ALTER TABLE links DROP COLUMN roles;
        """,
        // Sessions have an end that use does not move, and say when a passkey was last shown; everybody signs in once more. A link
        // with a person in it gives an account back.
        """
        DROP TABLE sessions;
        CREATE TABLE sessions(hash BLOB PRIMARY KEY, id TEXT NOT NULL UNIQUE, person TEXT NOT NULL REFERENCES people(id), device TEXT NOT NULL, created INTEGER NOT NULL, used INTEGER NOT NULL, expires INTEGER NOT NULL, ends INTEGER NOT NULL, proved INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
        CREATE TABLE passkeys(credential BLOB PRIMARY KEY, person TEXT NOT NULL REFERENCES people(id), name TEXT NOT NULL, public_key BLOB NOT NULL, created INTEGER NOT NULL, used INTEGER, sign_count INTEGER NOT NULL, transports TEXT NOT NULL, backup_eligible INTEGER NOT NULL, backed_up INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX passkeys_person ON passkeys(person);
        ALTER TABLE links ADD COLUMN person TEXT;
        ALTER TABLE links ADD COLUMN issuer TEXT;
        ALTER TABLE links ADD COLUMN issued INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE links ADD COLUMN opens INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE links ADD COLUMN confirmed TEXT;
        ALTER TABLE links ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;
        """,
        // People who come from the organisation's own provider.
        """
        ALTER TABLE sessions ADD COLUMN provider INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE identities(issuer TEXT NOT NULL, subject TEXT NOT NULL, person TEXT NOT NULL REFERENCES people(id), PRIMARY KEY(issuer, subject)) WITHOUT ROWID;
        """,
        // The two-person rule; and the latest moment that was seen, which never goes back.
        """
        CREATE TABLE approvals(id TEXT PRIMARY KEY, requester TEXT NOT NULL REFERENCES people(id), json TEXT NOT NULL, ends INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE approval_answers(approval TEXT NOT NULL REFERENCES approvals(id), person TEXT NOT NULL REFERENCES people(id), answered INTEGER NOT NULL, public_key BLOB, authenticator_data BLOB, client_data BLOB, signature BLOB, PRIMARY KEY(approval, person)) WITHOUT ROWID;
        CREATE TABLE latest(time INTEGER NOT NULL);
        INSERT INTO latest VALUES(0);
        """,
    ];

    public static void Upgrade(Database database) => database.Write(connection =>
    {
        var version = connection.List(reader => reader.GetInt32(0), "PRAGMA user_version")[0];
        foreach (var step in Steps.Skip(version))
        {
            connection.Run(step);
        }

        // A pragma takes no parameters.
        return connection.Run(FormattableString.Invariant($"PRAGMA user_version = {Steps.Length}"));
    });
}
