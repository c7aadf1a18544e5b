using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Palladium.Doctrine.Entities;

namespace Palladium.Sqlite.People;

/// <content>One-time links: they make accounts, and give them back.</content>
public sealed partial class PeopleStore
{
    /// <summary>How long a way back into an account waits, when no second administrator confirms it. The person sees it all that time.</summary>
    public static readonly TimeSpan RecoveryWait = TimeSpan.FromHours(24);

    private static readonly TimeSpan RecoveryLifetime = TimeSpan.FromHours(48);

    /// <summary>Makes a link for somebody with these roles who is always on duty.</summary>
    public IssuedSecret IssueLink(string? name, IReadOnlyList<string> roles, TimeSpan lifetime) =>
        IssueLink(name, new PersonGrants { Roles = roles, Duty = [DutyTime.Always] }, lifetime);

    /// <summary>Makes a link that signs somebody in once and makes the account; the name may be left to that person.</summary>
    /// <param name="name">Name of the person, or null.</param>
    /// <param name="grants">What the account is granted.</param>
    /// <param name="lifetime">How long it counts.</param>
    /// <param name="by">Who makes it: a person's id, or <c>command line</c>.</param>
    public IssuedSecret IssueLink(string? name, PersonGrants grants, TimeSpan lifetime, string by = CommandLine)
    {
        ArgumentNullException.ThrowIfNull(grants);
        var link = new IssuedSecret(Secrets.FreshId(), Secrets.Fresh(Secrets.Link), _time.GetUtcNow() + lifetime);
        _database.Write(connection => connection.Run(
            "INSERT INTO links(hash, id, name, grants, expires, issuer, issued, change) VALUES($1, $2, $3, $4, $5, $6, $7, $8)",
            Secrets.Hash(link.Secret), link.Id, name, grants.ToJson().ToJsonString(), link.Expires.ToUnixTimeMilliseconds(), by, Now(),
            Change(connection, "link.issued", ("link", link.Id), ("name", name), ("grants", grants.ToJson()), ("by", by))));
        return link;
    }

    /// <summary>
    /// Makes a link that gives an account back to its person. It counts after <see cref="RecoveryWait"/>, or once a second
    /// administrator confirmed it. Null when there is no such account.
    /// </summary>
    public IssuedSecret? IssueRecovery(string person, string by)
    {
        var link = new IssuedSecret(Secrets.FreshId(), Secrets.Fresh(Secrets.Link), _time.GetUtcNow() + RecoveryLifetime);
        return _database.Write(connection =>
        {
            if (Find(connection, person) is not { Disabled: false } found)
            {
                return null;
            }

            connection.Run(
                "INSERT INTO links(hash, id, name, person, issuer, issued, opens, expires, change) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                Secrets.Hash(link.Secret), link.Id, found.Name, person, by, Now(), (_time.GetUtcNow() + RecoveryWait).ToUnixTimeMilliseconds(),
                link.Expires.ToUnixTimeMilliseconds(), Change(connection, "recovery.issued", ("person", person), ("link", link.Id), ("by", by)));
            return link;
        });
    }

    /// <summary>Lets a way back count at once; false when it does not exist or is not theirs to confirm (<see cref="Recovery.MayBeConfirmedBy"/>).</summary>
    public bool ConfirmRecovery(string link, string by) => _database.Write(connection =>
    {
        if (OpenRecoveries(connection).FirstOrDefault(open => open.Id == link) is not { } recovery
            || !recovery.MayBeConfirmedBy(Find(connection, by)))
        {
            return false;
        }

        connection.Run(
            "UPDATE links SET confirmed = $2, opens = $3, change = $4 WHERE id = $1", link, by, Now(),
            Change(connection, "recovery.confirmed", ("person", recovery.Person), ("link", link), ("by", by)));
        return true;
    });

    /// <summary>Withdraws a way back; false when there is none.</summary>
    public bool WithdrawRecovery(string link, string by) => _database.Write(connection =>
    {
        if (OpenRecoveries(connection).FirstOrDefault(open => open.Id == link) is not { } recovery)
        {
            return false;
        }

        connection.Run("UPDATE links SET withdrawn = 1 WHERE id = $1", link);
        Change(connection, "recovery.withdrawn", ("person", recovery.Person), ("link", link), ("by", by));
        return true;
    });

    /// <summary>Ways back that were neither used nor withdrawn and have not ended, oldest first.</summary>
    public IReadOnlyList<Recovery> OpenRecoveries() => _database.Use(OpenRecoveries);

    /// <summary>The name on a link that can be used now; empty when it leaves the name open; null when it cannot.</summary>
    public string? NameOnLink(string secret) => _database.Use(connection => connection.First(
        reader => reader.TextOrNull(0) ?? "",
        "SELECT name FROM links WHERE hash = $1 AND used IS NULL AND withdrawn = 0 AND opens <= $2 AND expires > $2",
        Secrets.Hash(secret), Now()));

    /// <summary>
    /// Uses a link: makes the account, or gives it back and ends all its sessions and passkeys; and begins a session. Null when
    /// the link was used or withdrawn, is too old, does not count yet, or never was.
    /// </summary>
    public (Person Person, IssuedSecret Session)? UseLink(string secret, string name, SessionSpan span, string device) => _database.Write<(Person, IssuedSecret)?>(connection =>
    {
        var link = connection.First(
            reader => Tuple.Create(reader.GetString(0), reader.GetString(1), reader.TextOrNull(2), reader.TextOrNull(3), reader.TextOrNull(4)),
            "UPDATE links SET used = $2 WHERE hash = $1 AND used IS NULL AND withdrawn = 0 AND opens <= $2 AND expires > $2 RETURNING id, grants, person, issuer, confirmed",
            Secrets.Hash(secret), Now());
        if (link is null)
        {
            return null;
        }

        var (id, json, recovered, issuer, confirmed) = link;
        Person person;
        if (recovered is null)
        {
            var grants = JsonNode.Parse(json)!;
            person = new Person(Secrets.FreshId(), name, PersonGrants.FromJson(grants), _time.GetUtcNow(), Disabled: false);
            var change = Change(connection, "person.added", ("person", person.Id), ("name", name), ("grants", grants), ("link", id));
            connection.Run("INSERT INTO people(id, name, created, grants, change) VALUES($1, $2, $3, $4, $5)",
                person.Id, person.Name, Now(), json, change);
        }
        else if (Find(connection, recovered) is { Disabled: false } found)
        {
            person = found;
            connection.Run("DELETE FROM sessions WHERE person = $1", recovered);
            connection.Run("DELETE FROM passkeys WHERE person = $1", recovered);
            Touch(connection, recovered, Change(
                connection, "person.recovered", ("person", recovered), ("link", id), ("issuedBy", issuer), ("confirmedBy", confirmed)));
        }
        else
        {
            return null;
        }

        return (person, BeginSession(connection, person.Id, span, device, proved: false));
    });

    private static List<Recovery> OpenRecoveries(SqliteConnection connection, long now) => connection.List(
        reader => new Recovery(
            reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.Time(3), reader.Time(4), reader.Time(5), reader.TextOrNull(6)),
        "SELECT id, person, issuer, issued, opens, expires, confirmed FROM links WHERE person IS NOT NULL AND used IS NULL AND withdrawn = 0 AND expires > $1 ORDER BY issued",
        now);

    private List<Recovery> OpenRecoveries(SqliteConnection connection) => OpenRecoveries(connection, Now());
}
