using Microsoft.Data.Sqlite;

namespace Palladium.Sqlite.People;

/// <content>Sessions.</content>
public sealed partial class PeopleStore
{
    private const int LongestDevice = 120;

    /// <summary>Begins a session of somebody who showed a passkey.</summary>
    /// <param name="person">Who.</param>
    /// <param name="span">How long it lasts.</param>
    /// <param name="device">What the browser says of itself.</param>
    /// <param name="proved">Whether a passkey was shown just now.</param>
    public IssuedSecret BeginSession(string person, SessionSpan span, string device, bool proved) =>
        _database.Write(connection => BeginSession(connection, person, span, device, proved));

    /// <summary>Who a session belongs to; null when it ended. Using it moves its end when less than nine tenths remain, never beyond its last.</summary>
    public Authenticated? UseSession(string secret, TimeSpan idle)
    {
        var hash = Secrets.Hash(secret);
        var found = _database.Use(connection => connection.First(
            reader => new
            {
                Person = Find(connection, reader.GetString(0))!,
                State = new SessionState(reader.GetString(1), reader.Time(2), reader.GetInt64(3) != 0, reader.GetInt64(7) != 0),
                Expires = reader.GetInt64(4),
                Ends = reader.GetInt64(5),
                Change = reader.GetInt64(6),
            },
            """
            SELECT person, sessions.id, proved, EXISTS(SELECT 1 FROM passkeys WHERE passkeys.person = sessions.person), expires, ends, people.change, provider
            FROM sessions JOIN people ON people.id = person WHERE hash = $1 AND expires > $2 AND ends > $2
            """,
            hash, Now()));
        if (found is not { Person.Disabled: false })
        {
            return null;
        }

        Extend(found.State.Id, found.Expires, found.Ends, idle);
        return new Authenticated(found.Person, null, found.Change, found.State);
    }

    /// <summary>
    /// The last change to the account of a session, for a connection that began with it; null once the session ended. To be
    /// open is to use it.
    /// </summary>
    public long? KeepSession(string id, TimeSpan idle)
    {
        var found = _database.Use(connection => connection.First(
            reader => Tuple.Create(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)),
            "SELECT expires, ends, people.change FROM sessions JOIN people ON people.id = person WHERE sessions.id = $1 AND expires > $2 AND ends > $2 AND disabled = 0",
            id, Now()));
        if (found is null)
        {
            return null;
        }

        Extend(id, found.Item1, found.Item2, idle);
        return found.Item3;
    }

    /// <summary>Notes that the person showed a passkey in a session just now.</summary>
    public void Prove(string session) => _database.Write(connection =>
        connection.Run("UPDATE sessions SET proved = $2 WHERE id = $1", session, Now()));

    /// <summary>Somebody's sessions that have not ended, newest first.</summary>
    public IReadOnlyList<PersonSession> Sessions(string person) => _database.Use(connection => connection.List(
        reader => new PersonSession(reader.GetString(0), reader.GetString(1), reader.Time(2), reader.Time(3), reader.Time(4)),
        "SELECT id, device, created, used, ends FROM sessions WHERE person = $1 AND expires > $2 AND ends > $2 ORDER BY created DESC", person, Now()));

    /// <summary>Ends a session by its secret.</summary>
    public void EndSession(string secret) =>
        _database.Write(connection => connection.Run("DELETE FROM sessions WHERE hash = $1", Secrets.Hash(secret)));

    /// <summary>Ends one of somebody's sessions; false when there is none of that id.</summary>
    public bool EndSession(string person, string id) =>
        _database.Write(connection => connection.Run("DELETE FROM sessions WHERE person = $1 AND id = $2", person, id)) > 0;

    // Not at every use: each one is a durable write.
    private void Extend(string id, long expires, long ends, TimeSpan idle)
    {
        var end = Math.Min(ends, (_time.GetUtcNow() + idle).ToUnixTimeMilliseconds());
        if (end - expires > idle.TotalMilliseconds / 10)
        {
            _database.Write(connection => connection.Run("UPDATE sessions SET expires = $2, used = $3 WHERE id = $1", id, end, Now()));
        }
    }

    private IssuedSecret BeginSession(SqliteConnection connection, string person, SessionSpan span, string device, bool proved, bool provider = false)
    {
        var now = _time.GetUtcNow();
        var session = new IssuedSecret(person, Secrets.Fresh(Secrets.Session), now + (span.Idle < span.Longest ? span.Idle : span.Longest));
        connection.Run("DELETE FROM sessions WHERE expires <= $1 OR ends <= $1", Now());
        connection.Run(
            "INSERT INTO sessions(hash, id, person, device, created, used, expires, ends, proved, provider) VALUES($1, $2, $3, $4, $5, $5, $6, $7, $8, $9)",
            Secrets.Hash(session.Secret), Secrets.FreshId(), person, device.Length > LongestDevice ? device[..LongestDevice] : device, Now(),
            session.Expires.ToUnixTimeMilliseconds(), (now + span.Longest).ToUnixTimeMilliseconds(), proved ? Now() : 0, provider);
        return session;
    }
}
