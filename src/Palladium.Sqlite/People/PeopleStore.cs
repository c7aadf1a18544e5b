using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Palladium.Sqlite.People;

/// <summary>
/// People, their sessions, one-time links and API tokens. Every change is written together with a record of it that the
/// node then puts into its log; what the log does not hold yet does not count.
/// </summary>
/// <remarks>
/// Safe for many threads, and for the command line beside a running node. Holds hashes of secrets only.
/// </remarks>
public sealed class PeopleStore : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS changes(number INTEGER PRIMARY KEY AUTOINCREMENT, json TEXT NOT NULL, logged INTEGER NOT NULL DEFAULT 0);
        CREATE INDEX IF NOT EXISTS changes_pending ON changes(number) WHERE logged = 0;
        CREATE TABLE IF NOT EXISTS people(id TEXT PRIMARY KEY, name TEXT NOT NULL, created INTEGER NOT NULL, disabled INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS roles(person TEXT NOT NULL REFERENCES people(id), role TEXT NOT NULL, PRIMARY KEY(person, role)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS sessions(hash BLOB PRIMARY KEY, person TEXT NOT NULL REFERENCES people(id), created INTEGER NOT NULL, expires INTEGER NOT NULL, change INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS links(hash BLOB PRIMARY KEY, id TEXT NOT NULL, name TEXT, roles TEXT NOT NULL, expires INTEGER NOT NULL, used INTEGER, change INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS tokens(hash BLOB PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, scopes TEXT NOT NULL, source TEXT, created INTEGER NOT NULL, expires INTEGER NOT NULL, revoked INTEGER NOT NULL DEFAULT 0, change INTEGER NOT NULL) WITHOUT ROWID;
        """;

    private readonly Database _database;
    private readonly TimeProvider _time;

    /// <summary>Opens or makes <c>people.db</c> in the data folder.</summary>
    public PeopleStore(string folder, TimeProvider time)
    {
        _time = time;
        _database = new Database(Path.Combine(folder, "people.db"), Schema);
    }

    /// <summary>Everybody with an account.</summary>
    public IReadOnlyList<Person> People() => _database.Use(connection => connection
        .List(reader => reader.GetString(0), "SELECT id FROM people ORDER BY name")
        .ConvertAll(id => Find(connection, id)!));

    /// <summary>Whether anybody has an account.</summary>
    public bool Any() => _database.Use(connection => connection.First(_ => "", "SELECT 1 FROM people LIMIT 1") is not null);

    /// <summary>Makes a link that signs somebody in once and makes the account; the name may be left to that person.</summary>
    public IssuedSecret IssueLink(string? name, IReadOnlyList<string> roles, TimeSpan lifetime)
    {
        var link = new IssuedSecret(Secrets.FreshId(), Secrets.Fresh(Secrets.Link), _time.GetUtcNow() + lifetime);
        _database.Write(connection => connection.Run(
            "INSERT INTO links(hash, id, name, roles, expires, change) VALUES($1, $2, $3, $4, $5, $6)",
            Secrets.Hash(link.Secret), link.Id, name, string.Join(' ', roles), link.Expires.ToUnixTimeMilliseconds(),
            Change(connection, "link.issued", ("link", link.Id), ("name", name), ("roles", string.Join(' ', roles)))));
        return link;
    }

    /// <summary>The name on a link that can still be used; empty when it leaves the name open; null when it cannot.</summary>
    public string? NameOnLink(string secret) => _database.Use(connection => connection.First(
        reader => reader.TextOrNull(0) ?? "", "SELECT name FROM links WHERE hash = $1 AND used IS NULL AND expires > $2",
        Secrets.Hash(secret), Now()));

    /// <summary>Uses a link: makes the account and a session. Null when it was used, is too old, or never was.</summary>
    public (Person Person, IssuedSecret Session)? UseLink(string secret, string name, TimeSpan idle) => _database.Write<(Person, IssuedSecret)?>(connection =>
    {
        var link = connection.First(
            reader => Tuple.Create(reader.GetString(0), reader.GetString(1)),
            "UPDATE links SET used = $2 WHERE hash = $1 AND used IS NULL AND expires > $2 RETURNING id, roles",
            Secrets.Hash(secret), Now());
        if (link is null)
        {
            return null;
        }

        var person = new Person(
            Secrets.FreshId(), name, link.Item2.Split(' ', StringSplitOptions.RemoveEmptyEntries), _time.GetUtcNow(), Disabled: false);
        connection.Run("INSERT INTO people(id, name, created) VALUES($1, $2, $3)", person.Id, person.Name, Now());
        foreach (var role in person.Roles)
        {
            connection.Run("INSERT OR IGNORE INTO roles(person, role) VALUES($1, $2)", person.Id, role);
        }

        var change = Change(connection, "person.added", ("person", person.Id), ("name", name), ("roles", link.Item2), ("link", link.Item1));
        var session = new IssuedSecret(person.Id, Secrets.Fresh(Secrets.Session), _time.GetUtcNow() + idle);
        connection.Run("INSERT INTO sessions(hash, person, created, expires, change) VALUES($1, $2, $3, $4, $5)",
            Secrets.Hash(session.Secret), person.Id, Now(), session.Expires.ToUnixTimeMilliseconds(), change);
        return (person, session);
    });

    /// <summary>Who a session belongs to; null when it ended. Using it moves its end when less than nine tenths remain.</summary>
    public Authenticated? UseSession(string secret, TimeSpan idle)
    {
        var hash = Secrets.Hash(secret);
        var found = _database.Use(connection =>
        {
            var row = connection.First(
                reader => Tuple.Create(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)),
                "SELECT person, change, expires FROM sessions WHERE hash = $1 AND expires > $2", hash, Now());
            return row is null ? null : Tuple.Create(Find(connection, row.Item1), row.Item2, row.Item3);
        });
        if (found is not { Item1: { Disabled: false } person })
        {
            return null;
        }

        var end = (_time.GetUtcNow() + idle).ToUnixTimeMilliseconds();
        if (end - found.Item3 > idle.TotalMilliseconds / 10)
        {
            _database.Write(connection => connection.Run("UPDATE sessions SET expires = $2 WHERE hash = $1", hash, end));
        }

        return new Authenticated(person, null, found.Item2);
    }

    /// <summary>Ends a session.</summary>
    public void EndSession(string secret) =>
        _database.Write(connection => connection.Run("DELETE FROM sessions WHERE hash = $1", Secrets.Hash(secret)));

    /// <summary>Closes an account and ends its sessions; false when there is no such account.</summary>
    public bool Disable(string person, string by) => _database.Write(connection =>
    {
        if (connection.Run("UPDATE people SET disabled = 1 WHERE id = $1 AND disabled = 0", person) == 0)
        {
            return false;
        }

        connection.Run("DELETE FROM sessions WHERE person = $1", person);
        Change(connection, "person.disabled", ("person", person), ("by", by));
        return true;
    });

    /// <summary>Makes a token.</summary>
    public IssuedSecret IssueToken(string name, IReadOnlyList<string> scopes, string? source, TimeSpan lifetime)
    {
        var token = new IssuedSecret(Secrets.FreshId(), Secrets.Fresh(Secrets.Token), _time.GetUtcNow() + lifetime);
        _database.Write(connection => connection.Run(
            "INSERT INTO tokens(hash, id, name, scopes, source, created, expires, change) VALUES($1, $2, $3, $4, $5, $6, $7, $8)",
            Secrets.Hash(token.Secret), token.Id, name, string.Join(' ', scopes), source, Now(), token.Expires.ToUnixTimeMilliseconds(),
            Change(connection, "token.issued", ("token", token.Id), ("name", name), ("scopes", string.Join(' ', scopes)), ("source", source))));
        return token;
    }

    /// <summary>What a token's secret stands for; null when it ended, was revoked or never was.</summary>
    public Authenticated? UseToken(string secret) => _database.Use(connection => connection.First(
        reader => new Authenticated(null, ReadToken(reader), reader.GetInt64(7)),
        "SELECT id, name, scopes, source, created, expires, revoked, change FROM tokens WHERE hash = $1 AND revoked = 0 AND expires > $2",
        Secrets.Hash(secret), Now()));

    /// <summary>Whether a token still counts, for a connection that signed in with it earlier.</summary>
    public bool IsTokenLive(string id) => _database.Use(connection => connection.First(
        _ => "", "SELECT 1 FROM tokens WHERE id = $1 AND revoked = 0 AND expires > $2", id, Now())) is not null;

    /// <summary>Every token, without its secret.</summary>
    public IReadOnlyList<ApiToken> Tokens() => _database.Use(connection => connection.List(
        ReadToken, "SELECT id, name, scopes, source, created, expires, revoked FROM tokens ORDER BY created"));

    /// <summary>Ends a token at once; false when there is none that could end.</summary>
    public bool RevokeToken(string id, string by) => _database.Write(connection =>
    {
        if (connection.Run("UPDATE tokens SET revoked = 1 WHERE id = $1 AND revoked = 0", id) == 0)
        {
            return false;
        }

        Change(connection, "token.revoked", ("token", id), ("by", by));
        return true;
    });

    /// <summary>Whether the log holds a change, so far as this store was told.</summary>
    public bool IsLogged(long change) => _database.Use(connection => connection.First(
        _ => "", "SELECT 1 FROM changes WHERE number = $1 AND logged = 1", change) is not null);

    /// <summary>Changes that the log does not hold yet, oldest first.</summary>
    public IReadOnlyList<PendingChange> Pending() => _database.Use(connection => connection.List(
        reader => new PendingChange(reader.GetInt64(0), reader.GetString(1)),
        "SELECT number, json FROM changes WHERE logged = 0 ORDER BY number"));

    /// <summary>Notes that the log holds these changes. Their text is dropped here: the log's body is the record.</summary>
    public void MarkLogged(IReadOnlyList<PendingChange> changes) => _database.Write(connection =>
    {
        foreach (var change in changes)
        {
            connection.Run("UPDATE changes SET logged = 1, json = '' WHERE number = $1", change.Number);
        }

        return changes.Count;
    });

    /// <inheritdoc />
    public void Dispose() => _database.Dispose();

    private static Person? Find(SqliteConnection connection, string id)
    {
        var roles = connection.List(reader => reader.GetString(0), "SELECT role FROM roles WHERE person = $1 ORDER BY role", id);
        return connection.First(
            reader => new Person(reader.GetString(0), reader.GetString(1), roles, reader.Time(2), reader.GetInt64(3) != 0),
            "SELECT id, name, created, disabled FROM people WHERE id = $1", id);
    }

    private static ApiToken ReadToken(SqliteDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetString(2).Split(' ', StringSplitOptions.RemoveEmptyEntries),
        reader.TextOrNull(3), reader.Time(4), reader.Time(5), reader.GetInt64(6) != 0);

    private long Change(SqliteConnection connection, string what, params ReadOnlySpan<(string Name, string? Value)> details)
    {
        var json = new JsonObject { ["setting"] = what, ["time"] = _time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null) };
        foreach (var (name, value) in details)
        {
            if (value is not null)
            {
                json[name] = value;
            }
        }

        return connection.List(reader => reader.GetInt64(0), "INSERT INTO changes(json) VALUES($1) RETURNING number", json.ToJsonString())[0];
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
