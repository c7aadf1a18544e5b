using System.Text.Json.Nodes;
using Palladium.Doctrine.Entities;

namespace Palladium.Sqlite.People;

/// <content>One-time links, and the sessions that they begin.</content>
public sealed partial class PeopleStore
{
    /// <summary>Makes a link for somebody with these roles who is always on duty.</summary>
    public IssuedSecret IssueLink(string? name, IReadOnlyList<string> roles, TimeSpan lifetime) =>
        IssueLink(name, new PersonGrants { Roles = roles, Duty = [DutyTime.Always] }, lifetime);

    /// <summary>Makes a link that signs somebody in once and makes the account; the name may be left to that person.</summary>
    public IssuedSecret IssueLink(string? name, PersonGrants grants, TimeSpan lifetime)
    {
        ArgumentNullException.ThrowIfNull(grants);
        var link = new IssuedSecret(Secrets.FreshId(), Secrets.Fresh(Secrets.Link), _time.GetUtcNow() + lifetime);
        _database.Write(connection => connection.Run(
            "INSERT INTO links(hash, id, name, grants, expires, change) VALUES($1, $2, $3, $4, $5, $6)",
            Secrets.Hash(link.Secret), link.Id, name, grants.ToJson().ToJsonString(), link.Expires.ToUnixTimeMilliseconds(),
            Change(connection, "link.issued", ("link", link.Id), ("name", name), ("grants", grants.ToJson()))));
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
            "UPDATE links SET used = $2 WHERE hash = $1 AND used IS NULL AND expires > $2 RETURNING id, grants",
            Secrets.Hash(secret), Now());
        if (link is null)
        {
            return null;
        }

        var grants = JsonNode.Parse(link.Item2)!;
        var person = new Person(Secrets.FreshId(), name, PersonGrants.FromJson(grants), _time.GetUtcNow(), Disabled: false);
        var change = Change(connection, "person.added", ("person", person.Id), ("name", name), ("grants", grants), ("link", link.Item1));
        connection.Run("INSERT INTO people(id, name, created, grants, change) VALUES($1, $2, $3, $4, $5)",
            person.Id, person.Name, Now(), link.Item2, change);
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
                "SELECT person, max(sessions.change, people.change), expires FROM sessions JOIN people ON people.id = person WHERE hash = $1 AND expires > $2", hash, Now());
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
}
